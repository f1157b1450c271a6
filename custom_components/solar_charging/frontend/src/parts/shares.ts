/** What was delivered, by where it came from, as a bar. */

import { html } from 'lit';
import type { CurrentSession } from '../data/api';
import type { Context, Part } from './context';

export function shares(
  { format, text }: Pick<Context, 'format' | 'text'>,
  of: Omit<CurrentSession, 'start'>,
): Part {
  const total = Math.max(of.energy_delivered_watt_hours, 1);
  const energies = [
    ['solar', of.solar_energy_delivered_watt_hours],
    ['battery', of.battery_energy_delivered_watt_hours],
    ['grid', of.grid_energy_delivered_watt_hours],
  ] as const;
  const label = Object.fromEntries(energies.map(([kind, energy]) => [kind, format.energy(energy)]));
  return html`<div class="shares" role="img" aria-label=${text('sessions.bar', label)}>
    ${energies.map(([kind, energy]) => html`<i class="of-${kind}" style="width:${String((100 * energy) / total)}%"></i>`)}
  </div>`;
}
