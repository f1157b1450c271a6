/** The four modes as a feature of Home Assistant's own tile card. */

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Hass } from '../data/hass';
import { storeOf } from '../data/store';
import { isMode, MODES, type Place } from '../logic/modes';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { loadTexts, textsFor } from '../texts';

export class SolarChargingModeFeature extends LitElement {
  static override properties = {
    hass: { attribute: false },
    context: { attribute: false },
    chosen: { state: true },
  };

  declare hass: Hass | null;
  declare context: Place | null;
  /** What was tapped, until Home Assistant has answered. */
  declare chosen: string | null;
  private end: (() => void) | null = null;

  constructor() {
    super();
    this.hass = this.context = this.chosen = null;
  }

  setConfig(): void {
    // There is nothing to set.
  }

  static getStubConfig(): { type: string } {
    return { type: 'custom:solar-charging-mode' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end?.();
    this.end = null;
  }

  protected override willUpdate(): void {
    if (this.end || !this.hass || !this.isConnected) return;
    // What the user may do is known with the home.
    const update = (): void => {
      this.requestUpdate();
    };
    this.end = storeOf(this.hass).subscribe(update);
    void loadTexts(this.hass.language).then(update);
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, context } = this;
    if (!hass || !context || !isMode(hass, context)) return nothing;
    const state = hass.states[context.entity_id ?? ''];
    const current = this.chosen ?? state?.state;
    const { home } = storeOf(hass);
    const charger = Object.values(home?.chargers ?? {}).find(
      (one) => one.entity_ids.mode === context.entity_id,
    );
    const isAllowed = charger?.may_control ?? false;
    const isOff = !state || state.state === 'unavailable' || !isAllowed;
    const rights = home && !isAllowed ? textsFor(hass.language)('modes.rights') : '';
    return html`<div class="modes" role="group" title=${rights || nothing}>
      ${MODES.map(({ option, icon, color }) => {
        const name = hass.localize(`component.solar_charging.entity.select.mode.state.${option}`) || option;
        return html`<button class="of-${color}" title=${rights || name} aria-label=${name} aria-pressed=${String(option === current)}
          ?disabled=${isOff} @click=${() => this.choose(option)}>
          <ha-icon icon=${icon}></ha-icon>
        </button>`;
      })}
    </div>`;
  }

  private async choose(option: string): Promise<void> {
    this.chosen = option;
    try {
      await this.hass?.callService('select', 'select_option', { entity_id: this.context?.entity_id, option });
    } finally {
      this.chosen = null;
    }
  }

  static override styles = [
    palette,
    controls,
    css`
      .modes {
        display: grid;
        grid-template-columns: repeat(4, 1fr);
        gap: var(--feature-button-spacing, 12px);
        height: var(--feature-height, 42px);
      }
      button {
        position: relative;
        display: grid;
        place-items: center;
        border-radius: var(--feature-border-radius, 12px);
        overflow: hidden;
      }
      button::before {
        content: '';
        position: absolute;
        inset: 0;
        background: var(--disabled-text-color, #bdbdbd);
        opacity: 0.2;
      }
      button[aria-pressed='true']::before {
        background: var(--of);
        opacity: 0.3;
      }
      ha-icon {
        position: relative;
        --mdc-icon-size: 20px;
      }
      button[aria-pressed='true'] ha-icon {
        color: var(--of);
      }
    `,
  ];
}
