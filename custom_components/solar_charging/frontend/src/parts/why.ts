/** Why a charger does what it does, counting down, with the gauge beneath it and the facts behind it. */

import { html, nothing } from 'lit';
import type { Charger } from '../data/store';
import { gaugeOf } from '../logic/gauge';
import { sentenceOf } from '../logic/sentence';
import { iconOf, toneOf } from '../logic/tone';
import type { ChargerActions, Context, Part } from './context';

// What no surplus would change.
const WITHOUT_GAUGE = new Set(['away', 'done', 'problem']);

const SHADOW_MODE = 'component.solar_charging.common.notice_in_shadow_mode';

export function why(context: Context, charger: Charger, actions: ChargerActions): Part {
  const { decision } = charger;
  const tone = toneOf(decision.status, decision.is_charging);
  const { hass, store, format } = context;
  const sentence = sentenceOf(decision, store.elapsedSeconds(charger.id), hass.localize, format);
  return html`<section class="why tone-${tone} ${context.isCompact ? 'compact' : ''}">
    <div class="head">
      <span class="badge"><ha-icon icon=${iconOf(tone, decision.status)}></ha-icon></span>
      <p class="sentence">
        ${
          charger.details?.shadow_mode ? hass.localize(SHADOW_MODE, { sentence: '' }) : nothing
        }${sentence.before}${
          sentence.countdown === null ? nothing : html`<strong role="timer">${sentence.countdown}</strong>`
        }${sentence.after}
      </p>
    </div>
    ${WITHOUT_GAUGE.has(tone) ? nothing : gauge(context, charger, actions)}
    ${actions.openFacts === charger.id ? facts(context, charger) : nothing}
  </section>`;
}

function gauge(context: Context, charger: Charger, actions: ChargerActions): Part {
  return html`<button
    class="gauge"
    aria-expanded=${String(actions.openFacts === charger.id)}
    @click=${() => {
      actions.toggleFacts(charger.id);
    }}
  >
    ${scale(context, charger)}
  </button>`;
}

/** Where the surplus is not known, what is known is a tap away all the same. */
function scale({ format, store, text }: Context, { decision }: Charger): Part {
  const { start_watts: start, full_speed_watts: full } = decision;
  const surplus = store.power?.excess_watts ?? null;
  const found = gaugeOf(surplus, start, full);
  if (!found || surplus === null) return html`<span class="muted small">${text('facts.show')}</span>`;
  const values = { surplus: format.power(surplus), start: format.power(start), full: format.power(full) };
  const part = (share: number): string => `${String(Math.round(share * 1000) / 10)}%`;
  return html`<span class="track" style="display:block">
      <span class="fill ${found.isEnough ? '' : 'short'}" style="width:${part(found.fill)}"></span>
      <span class="mark" style="inset-inline-start:${part(found.start)}"></span>
      <span class="mark full" style="inset-inline-start:${part(found.full)}"></span>
    </span>
    <span class="legend small">
      <span class="number">${text('gauge.surplus', values)}</span>
      <span class="number">${text('gauge.start', values)}</span>
      <span class="number">${text('gauge.full', values)}</span>
    </span>
    <span class="visually-hidden">${text('facts.show')}</span>`;
}

/** Its code is fetched at the first tap. */
function facts(context: Context, charger: Charger): unknown {
  if (!customElements.get('solar-charging-facts')) return nothing;
  return html`<solar-charging-facts .context=${context} .charger=${charger}></solar-charging-facts>`;
}
