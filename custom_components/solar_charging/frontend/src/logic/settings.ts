/** Settings in plain groups, by what the integration calls them. */

import type { EntityEntry } from '../data/hass';

export const HOME_GROUPS = {
  home: ['surplus_reserve', 'assumed_house_load', 'use_open_meteo', 'suggest_departures'],
  power: ['main_fuse', 'unbalance_limit', 'feed_in_limit', 'peak_threshold'],
  battery: [
    'battery_priority',
    'battery_target_level',
    'battery_target_time',
    'battery_priority_level',
    'battery_buffer_level',
    'use_home_battery',
    'battery_daily_energy',
  ],
  prices: ['import_price', 'feed_in_price', 'cheap_energy_price_limit'],
} as const;

export const CHARGER_GROUPS = {
  departure: [
    'departure',
    'ready_by',
    'ready_by_days',
    'departure_calendar',
    'ready_by_soc',
    'ready_by_energy',
  ],
  limits: [
    'minimum_charge',
    'charge_limit',
    'energy_limit',
    'charging_time_limit',
    'keep_limits',
    'min_current',
    'max_current',
  ],
  boost: ['boost_duration', 'boost_energy'],
  car: ['car', 'entered_soc'],
  control: [
    'mode',
    'this_session',
    'shadow_mode',
    'priority',
    'switching_preference',
    'grid_phase',
    'release_behavior',
  ],
} as const;

export type GroupName = keyof typeof HOME_GROUPS | keyof typeof CHARGER_GROUPS;

export interface Group {
  name: GroupName;
  entities: string[];
}

const SETTABLE = /^(number|select|switch|time|datetime)\./;

/** Groups that have something in them; a setting that no group names is a matter of control, or of the home. */
export function groupsOf(entries: EntityEntry[], isCharger: boolean): Group[] {
  const groups: Partial<Record<GroupName, readonly string[]>> = isCharger ? CHARGER_GROUPS : HOME_GROUPS;
  const rest: GroupName = isCharger ? 'control' : 'home';
  const found = new Map<GroupName, string[]>();
  const names = Object.entries(groups) as [GroupName, readonly string[]][];
  for (const [name] of names) found.set(name, []);
  const order = (entry: EntityEntry): number =>
    names.flatMap(([, keys]) => keys).indexOf(entry.translation_key ?? '');
  for (const entry of [...entries].sort((a, b) => order(a) - order(b))) {
    if (!SETTABLE.test(entry.entity_id)) continue;
    const [name] = names.find(([, keys]) => keys.includes(entry.translation_key ?? '')) ?? [rest];
    found.get(name)?.push(entry.entity_id);
  }
  return [...found].filter(([, entities]) => entities.length).map(([name, entities]) => ({ name, entities }));
}
