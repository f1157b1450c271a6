/** A departure as words. */

import type { ChargeRequest } from '../data/api';
import type { Format } from './format';

export function hasDeparture(request: ChargeRequest): boolean {
  return Boolean(request.departure ?? request.ready_by_time ?? request.departure_calendar);
}

export function targetText(request: ChargeRequest, format: Format): string | null {
  if (request.ready_by_percentage !== null) return format.percent(request.ready_by_percentage);
  return request.ready_by_watt_hours === null ? null : format.energy(request.ready_by_watt_hours);
}

/** The next departure: the plan's, which knows calendars and weekdays, or else what was asked. */
export function departureText(
  request: ChargeRequest,
  planned: string | null,
  format: Format,
  now: number,
): string {
  const at = planned ?? request.departure;
  if (at) {
    const date = new Date(at);
    const isSoon = date.getTime() - now < 20 * 3_600_000;
    return format.departure(date, !isSoon);
  }
  return request.ready_by_time ? format.timeOfDay(request.ready_by_time) : '';
}
