/** How full the car is, how full it is to be, and the limit beyond which it is not charged: set by dragging its handle, or by keys. */

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Charger } from '../data/store';
import { goalOf, limitData, NO_LIMIT, ownerOf, stepOf, valueOf } from '../logic/soc';
import { mayControl } from '../parts/charger';
import type { ChargerActions, Context } from '../parts/context';
import { controls } from '../styles/controls';

// Between two key presses; after it, what was chosen is sent.
const SEND_AFTER_MS = 400;
// As long a choice is shown before what Home Assistant has counts again.
const SHOWN_MS = 1500;

const part = (percent: number): string => `${String(Math.min(Math.max(percent, 0), 100))}%`;

// Browsers drop a rule that names another's part, so each has its own.
const HANDLE = css`
  pointer-events: auto;
  box-sizing: border-box;
  width: 28px;
  height: 22px;
  border: 0 solid transparent;
  border-inline-width: 11px;
  border-radius: 14px / 3px;
  background: var(--text) padding-box;
  cursor: ew-resize;
`;

export class SolarChargingSoc extends LitElement {
  static override properties = {
    context: { attribute: false },
    charger: { attribute: false },
    actions: { attribute: false },
    chosen: { state: true },
  };

  declare context: Context;
  declare charger: Charger;
  declare actions: ChargerActions;
  /** A limit that Home Assistant does not have yet, %. */
  declare chosen: number | null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.chosen = null;
  }

  override render(): TemplateResult {
    const { format, text } = this.context;
    const { decision, details } = this.charger;
    const { chosen } = this;
    const value = decision.state_of_charge_percentage ?? 0;
    const limit = chosen ?? details?.request.charge_limit_percentage ?? NO_LIMIT;
    const { limit_percentage: stop = null, reported_at: reported = null } = details?.vehicle ?? {};
    const { target, missingWh } = goalOf(value, limit, details);
    const isAllowed = mayControl(this.context, this.charger);
    const marks = [stop, details?.request.minimum_charge_percentage, isAllowed ? null : limit % NO_LIMIT];
    const now = format.percent(value);
    const percent = target === null ? null : format.percent(target);
    const label = percent
      ? text('charger.soc_target', { soc: now, target: percent })
      : text('charger.soc', { soc: now });
    const limitWords = limit < NO_LIMIT ? format.percent(limit) : text('ready.nolimit');
    return html`<div class="bar">
        <div class="soc" role="img" aria-label=${label}>
          ${target === null ? nothing : html`<i class="goal" style="width:${part(target)}"></i>`}
          <i class="level" style="width:${part(value)}"></i>
          ${marks.map((one) => (one ? html`<em style="inset-inline-start:${part(one)}"></em>` : nothing))}
        </div>
        ${isAllowed ? this.handle(limit, limitWords) : nothing}
      </div>
      <div class="words small">
        <b class="number">${now}</b>
        <span class="muted grow">
          ${reported ? text('charger.reported', { time: format.moment(new Date(reported), Date.now()) }) : nothing}
        </span>
        ${
          percent
            ? html`<bdi class="number">${text('charger.target', { target: percent })}${missingWh ? ` · ${format.energy(missingWh)}` : nothing}</bdi>`
            : nothing
        }
      </div>
      ${
        limit < NO_LIMIT || chosen !== null
          ? html`<div class="muted small"><span>${text('ready.limit')}: ${limitWords}</span></div>`
          : nothing
      }`;
  }

  /** Only the handle takes the pointer: a finger that scrolls over the bar changes nothing. */
  private handle(limit: number, words: string): TemplateResult {
    const label = `${this.charger.decision.name}: ${this.context.text('ready.limit')}`;
    return html`<input
      type="range"
      min="0"
      max=${NO_LIMIT}
      step=${stepOf(limit)}
      .value=${String(limit)}
      aria-label=${label}
      aria-valuetext=${words}
      title=${label}
      @input=${({ target }: Event) => {
        this.choose(target as HTMLInputElement);
      }}
      @change=${({ target }: Event) => {
        this.choose(target as HTMLInputElement);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.send(), SEND_AFTER_MS);
      }}
    />`;
  }

  private choose(input: HTMLInputElement): void {
    clearTimeout(this.timer);
    this.chosen = valueOf(Number(input.value));
  }

  private async send(): Promise<void> {
    const { chosen, charger, actions, context } = this;
    if (chosen === null) return;
    const place = context.store.home?.chargers[charger.id];
    const entity = place?.entity_ids.charge_limit;
    const car = ownerOf(charger.details, 'charge_limit_percentage');
    if (car) {
      await actions.call(charger, 'solar_charging', 'set_charge_limit', {
        device_id: car,
        target_pct: chosen,
      });
    } else if (entity && context.hass.states[entity]) {
      await actions.call(charger, 'number', 'set_value', { entity_id: entity, value: chosen });
    } else {
      // Its number is disabled.
      await actions.call(charger, 'solar_charging', 'set_charge_limit', {
        device_id: place?.device_id,
        ...limitData(charger.details?.request, chosen),
      });
    }
    this.timer = setTimeout(() => (this.chosen = null), SHOWN_MS);
  }

  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: 4px;
        min-height: 44px;
      }
      .bar {
        position: relative;
        padding: 4px 0;
      }
      .soc {
        position: relative;
        height: 14px;
        border-radius: 7px;
        background: var(--line);
        overflow: hidden;
      }
      i,
      em {
        position: absolute;
        inset-block: 0;
      }
      i {
        inset-inline-start: 0;
        background: var(--car);
        transition: width 0.6s ease;
      }
      .goal {
        opacity: 0.35;
      }
      em {
        width: 2px;
        margin-inline-start: -1px;
        background: var(--text);
        opacity: 0.6;
      }
      .words {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 8px;
      }
      b {
        font-weight: 500;
        font-size: 0.95rem;
      }
      /* Reaches beyond the bar by half a handle: so its middle is where the bar's percent is. */
      input {
        position: absolute;
        inset-block: 0;
        inset-inline: -14px;
        width: auto;
        height: 22px;
        margin: 0;
        background: none;
        appearance: none;
        -webkit-appearance: none;
        pointer-events: none;
        touch-action: pan-y;
      }
      @supports not (inset-inline: 0) {
        input {
          left: -14px;
          right: -14px;
        }
      }
      input:focus-visible {
        outline: none;
      }
      input::-webkit-slider-runnable-track {
        height: 22px;
        background: none;
      }
      input::-moz-range-track {
        height: 22px;
        background: none;
      }
      input::-webkit-slider-thumb {
        appearance: none;
        -webkit-appearance: none;
        ${HANDLE}
      }
      input::-moz-range-thumb {
        ${HANDLE}
      }
      input:focus-visible::-webkit-slider-thumb {
        outline: 2px solid var(--primary-color, #009ac7);
      }
      input:focus-visible::-moz-range-thumb {
        outline: 2px solid var(--primary-color, #009ac7);
      }
      @media (prefers-reduced-motion: reduce) {
        i {
          transition: none;
        }
      }
    `,
  ];
}
