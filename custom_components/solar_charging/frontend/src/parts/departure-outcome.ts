/** What the ready-by dialog shows of a plan before it is saved. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Plan } from '../data/api';
import type { Day } from '../data/day';
import type { Hass } from '../data/hass';
import type { HomeStore } from '../data/store';
import { seriesOf } from '../logic/daychart';
import type { Format } from '../logic/format';
import type { Text } from '../texts';

const HOUR_MS = 3_600_000;

export interface DialogPlace {
  hass: Hass;
  store: HomeStore;
  text: Text;
  format: Format;
}

/** What a departure would mean: sums, the next 48 hours, and what was assumed; undefined: it is reckoned, null: no car to plan for. */
export function outcome(
  { text, format, hass, store }: DialogPlace,
  preview: Plan | null | undefined,
  day: Day | null,
): TemplateResult {
  if (preview === undefined) return html`<p class="muted" role="status">${text('ready.previewing')}</p>`;
  if (preview === null) return html`<p class="muted" role="status">${text('ready.nobody')}</p>`;
  const values = { solar: format.energy(preview.solar_wh), grid: format.energy(preview.grid_wh) };
  const summary =
    preview.cost === null
      ? text('ready.summary', values)
      : text('ready.summary_cost', { ...values, cost: format.money(preview.cost, store.home?.currency) });
  const ready = preview.ready_at ? new Date(preview.ready_at) : null;
  const from = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  return html`<section aria-label=${text('ready.preview')}>
    <p role="status">
      ${summary}
      ${ready ? text('ready.at', { time: format.departure(ready, true) }) : nothing}
      ${
        preview.missing_wh >= 100
          ? html`<strong class="error">${text('ready.missing', { energy: format.energy(preview.missing_wh) })}</strong>`
          : nothing
      }
    </p>
    ${
      day
        ? html`<solar-charging-chart
          .series=${seriesOf(day, [preview], from, from + 48 * HOUR_MS, from)}
          .text=${text}
          .format=${format}
          .now=${Date.now()}
          .currency=${store.home?.currency ?? ''}
        ></solar-charging-chart>`
        : nothing
    }
    ${preview.assumptions.map((key) => {
      const name = `component.solar_charging.selector.assumption.options.${key}`;
      const sentence = hass.localize(name, format.facts(preview.assumption_facts));
      return sentence ? html`<p class="muted small">${sentence}</p>` : nothing;
    })}
  </section>`;
}
