/** What a reason means at a glance: its colour and its picture. */

export type Tone = 'away' | 'waiting' | 'sun' | 'grid' | 'paused' | 'done' | 'problem';

const TONES: Record<string, Tone | undefined> = {
  off: 'away',
  disconnected: 'away',
  complete: 'done',
  limit_reached: 'done',
  car_not_drawing: 'problem',
  charger_error: 'problem',
  charger_unreachable: 'problem',
  charger_ignores_command: 'problem',
  waiting_for_surplus: 'waiting',
  minimum_charge_unknown: 'waiting',
  starting_soon: 'waiting',
  grid_top_up_too_expensive: 'waiting',
  waiting_for_priority: 'waiting',
  battery_first: 'waiting',
  waking_car: 'waiting',
  checking_meter: 'waiting',
  paused: 'paused',
  paused_no_reading: 'paused',
  paused_fuse: 'paused',
  paused_circuit: 'paused',
  paused_unbalance: 'paused',
  paused_draw_limit: 'paused',
  paused_draw_limit_until: 'paused',
  paused_peak: 'paused',
  paused_after_limit: 'paused',
  paused_by_schedule: 'paused',
  manual_override: 'paused',
  solar_and_grid_minimum: 'grid',
  boost: 'grid',
  charging_by_plan: 'grid',
  charging_overdue: 'grid',
  charging_by_schedule: 'grid',
  cheap_energy: 'grid',
  minimum_charge: 'grid',
};

const ICONS: Record<Tone, string> = {
  away: 'mdi:power-plug-off-outline',
  waiting: 'mdi:timer-sand',
  sun: 'mdi:white-balance-sunny',
  grid: 'mdi:flash',
  paused: 'mdi:weather-cloudy',
  done: 'mdi:check',
  problem: 'mdi:alert',
};

/** A reason that is not known here, of a newer integration, tells nothing by its colour: charging or waiting does. */
export function toneOf(status: string, isCharging: boolean): Tone {
  return TONES[status] ?? (isCharging ? 'sun' : 'waiting');
}

export function iconOf(tone: Tone, status: string): string {
  if (status === 'off') return 'mdi:power';
  return ICONS[tone];
}
