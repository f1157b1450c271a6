/** A badge: the surplus now, and the mode of the first charger. */

import { css, html, nothing, type TemplateResult } from 'lit';
import { MODES } from '../logic/modes';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { StoreElement } from './part';

export class SolarChargingBadge extends StoreElement {
  setConfig(): void {
    // There is nothing to set.
  }

  override render(): TemplateResult | typeof nothing {
    const { context } = this;
    if (!context) return nothing;
    const { store, format, text, hass } = context;
    const surplus = store.power?.excess_watts ?? null;
    const first = store.chargers?.[0];
    const mode = MODES.find((one) => one.mode === first?.decision.solar_mode_type);
    const name = mode && hass.localize(`component.solar_charging.entity.select.mode.state.${mode.option}`);
    return html`<ha-badge .type=${'badge'}>
      <ha-icon slot="icon" icon=${mode?.icon ?? 'mdi:solar-power'}></ha-icon>
      <span class="number">${surplus === null ? '–' : text('gauge.surplus', { surplus: format.power(surplus) })}</span>
      ${name ? html`<span> · ${name}</span>` : nothing}
    </ha-badge>`;
  }

  static override styles = [palette, controls, parts, css``];
}
