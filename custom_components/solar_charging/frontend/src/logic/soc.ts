/** How full a car is to be: targets, and the limit that a handle sets. */

import type { ChargeRequest, ChargerDetails } from '../data/api';

/** Full is no limit, %. */
export const NO_LIMIT = 100;
// What a finger can meet; a limit between, set elsewhere, is kept until the handle is moved.
const STEP = 5;

export interface Goal {
  /** %; null: nothing is asked. */
  target: number | null;
  /** What is missing until then, Wh; 0 also where the battery's size is not known. */
  missingWh: number;
}

export function goalOf(value: number, limit: number, details: ChargerDetails | null): Goal {
  const target = details?.request.ready_by_percentage ?? (limit < NO_LIMIT ? limit : null);
  const size = details?.vehicle.battery_watt_hours ?? 0;
  return { target, missingWh: target === null ? 0 : (size * Math.max(target - value, 0)) / 100 };
}

/** A limit as data of the action `set_charge_limit`, which sets all limits at once: the others stay. */
export function limitData(request: ChargeRequest | undefined, limit: number): Record<string, unknown> {
  const energy = request?.energy_limit_watt_hours;
  const seconds = request?.charging_time_limit_seconds;
  return {
    keep_limits: request?.keep_limits ?? false,
    ...(limit < NO_LIMIT ? { target_pct: limit } : {}),
    ...(energy ? { energy_kwh: energy / 1000 } : {}),
    ...(seconds ? { duration: { seconds } } : {}),
  };
}

/** The device of the car that a field of the request in force belongs to; null: it is the charger's. */
export function ownerOf(details: ChargerDetails | null, field: keyof ChargeRequest): string | null {
  const { own, device_id: device } = details?.vehicle ?? {};
  return (own?.includes(field) && device) || null;
}

export function stepOf(limit: number): number {
  return limit % STEP ? 1 : STEP;
}

/** A limit of nothing would be no limit. */
export function valueOf(chosen: number): number {
  return Math.max(chosen, STEP);
}
