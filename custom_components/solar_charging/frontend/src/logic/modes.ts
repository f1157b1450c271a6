/** The four modes, and boosts that end by themselves. */

import type { ChargeRequest, Mode } from '../data/api';
import type { Hass } from '../data/hass';

/** Where a tile's feature is: at which entity. */
export interface Place {
  entity_id?: string;
}

/** Whether the tile's entity is a charger's mode. */
export function isMode(hass: Hass, { entity_id: id }: Place): boolean {
  const entry = id ? hass.entities[id] : undefined;
  return entry?.platform === 'solar_charging' && entry.translation_key === 'mode';
}

export const MODES: readonly { option: string; mode: Mode; icon: string; color: string }[] = [
  { option: 'off', mode: 'OFF', icon: 'mdi:power', color: 'home' },
  { option: 'solar_only', mode: 'SOLAR_ONLY', icon: 'mdi:white-balance-sunny', color: 'solar' },
  { option: 'solar_and_grid', mode: 'SOLAR_AND_GRID', icon: 'mdi:solar-power', color: 'grid' },
  { option: 'boost', mode: 'BOOST', icon: 'mdi:flash', color: 'export' },
];

/** More than any car takes: the boost ends when the car leaves, as all boosts do. */
export const UNTIL_UNPLUGGED_KWH = 300;
const BEYOND_ANY_CAR_WH = 200_000;

export type BoostLeft =
  { kind: 'time'; seconds: number } | { kind: 'energy'; wattHours: number } | { kind: 'unplugged' };

/** What is left of a boost, null while there is none. */
export function boostLeft(request: ChargeRequest | undefined, now: number): BoostLeft | null {
  if (!request) return null;
  if (request.boost_end) {
    const seconds = (Date.parse(request.boost_end) - now) / 1000;
    return seconds > 0 ? { kind: 'time', seconds } : null;
  }
  const wattHours = request.boost_watt_hours ?? 0;
  if (wattHours <= 0) return null;
  return wattHours > BEYOND_ANY_CAR_WH ? { kind: 'unplugged' } : { kind: 'energy', wattHours };
}
