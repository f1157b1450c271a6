/** The facts behind a reason, in the card's own shapes: it is part of its page rather than a shadow of its own. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Charger } from '../data/store';
import type { Format } from '../logic/format';
import { sentenceOf } from '../logic/sentence';
import type { Context } from '../parts/context';

const SENSOR = 'component.solar_charging.entity.sensor.';
const RECOGNISED = 'component.solar_charging.entity.select.car.state_attributes.recognised_by.';

/** What the home battery gave to cars today, of what it may give, and down to which level. */
function usedOf(attributes: Record<string, unknown>, format: Format): string {
  const { down_to: level, energy_today: today, energy_per_day: most } = attributes;
  const energies = [today, most]
    .filter((one) => typeof one === 'number')
    .map((one) => format.energy(1000 * one));
  return `${energies.join(' / ')}, ≥ ${format.percent(Number(level))}`;
}

export class SolarChargingFacts extends LitElement {
  static override properties = { context: { attribute: false }, charger: { attribute: false } };

  declare context: Context;
  declare charger: Charger;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult {
    const { format, hass, store, text } = this.context;
    const { decision, details } = this.charger;
    const { power, site } = store;
    const watts = (value: number | null | undefined): string | null =>
      value === null || value === undefined ? null : format.power(value);
    const source = site && sentenceOf(site, 0, hass.localize, format).before;
    const qualities = Object.entries(site?.qualities ?? {})
      .map(([name, quality]) => `${text(`reading.${name}` as never)} ${text(`quality.${quality}` as never)}`)
      .join(', ');
    const soc = power?.battery_state_of_charge_percentage;
    const [priority, control, use] = ['battery_priority', 'battery_control', 'use_home_battery'].map(
      (key) => {
        const entry = Object.values(hass.entities).find(
          (one) => one.platform === 'solar_charging' && one.translation_key === key,
        );
        return entry && hass.states[entry.entity_id];
      },
    );
    const evening = priority?.attributes['evening_level'];
    const recognised = details?.vehicle.recognised_by.toLowerCase();
    const rows: [string, string | null][] = [
      [text('facts.surplus'), watts(power?.excess_watts)],
      [text('facts.source'), source],
      [text('facts.quality'), qualities || null],
      [text('facts.needed'), watts(decision.start_watts)],
      [text('facts.full'), watts(decision.full_speed_watts)],
      [text('facts.phases'), String(decision.phases)],
      [text('facts.load'), watts(power?.home_watts)],
      [text('facts.battery'), typeof soc === 'number' ? format.percent(soc) : null],
      [
        hass.localize(`${SENSOR}evening_battery_level.name`),
        typeof evening === 'number' ? format.percent(evening) : null,
      ],
      [
        hass.localize(`${SENSOR}battery_control.name`),
        (control?.attributes['explanation'] as string | undefined) ?? null,
      ],
      [
        hass.localize('component.solar_charging.entity.switch.use_home_battery.name'),
        use?.state === 'on' ? usedOf(use.attributes, format) : null,
      ],
      [
        hass.localize(RECOGNISED + 'name'),
        recognised ? hass.localize(`${RECOGNISED}state.${recognised}`) : null,
      ],
      [text('facts.next'), decision.next_action_at && format.time(new Date(decision.next_action_at))],
    ];
    return html`<dl class="facts">
      ${rows.map(([name, value]) => (value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing))}
    </dl>`;
  }
}
