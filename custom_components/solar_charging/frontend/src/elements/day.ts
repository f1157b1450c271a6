/** Today and tomorrow: what was measured, what is expected, and what the plans will buy. */

import { css, html, nothing, type TemplateResult } from 'lit';
import { type Day, loadDay, midnight } from '../data/day';
import { energyBetween, seriesOf } from '../logic/daychart';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { SolarChargingChart } from './chart';
import { defineOnce } from './define';
import { StoreElement } from './part';

const HOUR_MS = 3_600_000;
// What was measured comes in every five minutes.
const FRESH_MS = 120_000;

defineOnce('solar-charging-chart', SolarChargingChart);

export class SolarChargingDay extends StoreElement {
  static override properties = {
    chargers: { attribute: false },
    isFromNow: { attribute: false },
    day: { state: true },
  };

  /** Ids of the chargers whose plans are shown. */
  declare chargers: string[];
  /** The chart begins now rather than at midnight. */
  declare isFromNow: boolean;
  declare day: Day | null;
  private askedAt = 0;

  constructor() {
    super();
    this.chargers = [];
    this.isFromNow = false;
    this.day = null;
  }

  protected override changed(): void {
    super.changed();
    const { hass, store, format } = this;
    if (!store?.home || !hass || !format || Date.now() - this.askedAt < FRESH_MS) return;
    this.askedAt = Date.now();
    void loadDay(hass, store.home, format.timeZone).then((day) => (this.day = day));
  }

  override render(): TemplateResult | typeof nothing {
    const { context, day, isFromNow } = this;
    if (!context || !day) return nothing;
    const { text, format, store } = context;
    const now = Date.now();
    const start = midnight(now, format.timeZone);
    const from = isFromNow ? Math.floor(now / HOUR_MS) * HOUR_MS : start;
    const shown = (store.chargers ?? []).filter(({ id }) => this.chargers.includes(id));
    const plans = shown.map(({ plan }) => plan);
    const series = seriesOf(day, plans, from, from + 48 * HOUR_MS, now);
    const expected = seriesOf(day, [], start, start + 48 * HOUR_MS, now).expected;
    const [rest, next] = [
      energyBetween(expected, now, start + 24 * HOUR_MS),
      energyBetween(expected, start + 24 * HOUR_MS, start + 48 * HOUR_MS),
    ];
    return html`<section>
      <h3>
        <span class="grow">${text(isFromNow ? 'chart.next48' : 'chart.title')}</span>
        ${
          expected.length
            ? html`<span class="muted small">
              ${text('chart.rest', { energy: format.energy(rest) })}, ${text('chart.next', { energy: format.energy(next) })}
            </span>`
            : nothing
        }
      </h3>
      <solar-charging-chart
        .series=${series}
        .text=${text}
        .format=${format}
        .now=${now}
        .currency=${store.home?.currency ?? ''}
      ></solar-charging-chart>
    </section>`;
  }

  static override styles = [
    palette,
    controls,
    parts,
    css`
      :host {
        display: block;
      }
    `,
  ];
}
