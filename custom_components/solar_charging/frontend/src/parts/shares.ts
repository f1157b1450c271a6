/** What was delivered, by where it came from, as a bar. */

import { html } from 'lit';
import type { CurrentSession } from '../data/api';
import type { Context, Part } from './context';

type Delivered = Omit<CurrentSession, 'start' | 'cost'>;
type Share = readonly ['solar' | 'battery' | 'grid', number];

/** What came from where, Wh. */
export function sharesOf(of: Delivered): readonly Share[] {
  return [
    ['solar', of.solar_energy_delivered_watt_hours],
    ['battery', of.battery_energy_delivered_watt_hours],
    ['grid', of.grid_energy_delivered_watt_hours],
  ];
}

export function sharesText({ format, text }: Pick<Context, 'format' | 'text'>, of: Delivered): string {
  const label = Object.fromEntries(sharesOf(of).map(([kind, energy]) => [kind, format.energy(energy)]));
  return text('sessions.bar', label);
}

export function shares(context: Pick<Context, 'format' | 'text'>, of: Delivered): Part {
  const total = Math.max(of.energy_delivered_watt_hours, 1);
  return html`<div class="shares" role="img" aria-label=${sharesText(context, of)}>
    ${sharesOf(of).map(([kind, energy]) => html`<i class="of-${kind}" style="width:${String((100 * energy) / total)}%"></i>`)}
  </div>`;
}
