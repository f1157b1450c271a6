/** A departure as a person fills it in, and as the integration takes it. */

import type { ChargeRequest } from '../data/api';

export const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
/** What the action calls them. */
export const ACTION_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export interface DepartureForm {
  kind: 'once' | 'repeat';
  /** 2026-11-28, by the clock on the home's wall, as the time is. */
  date: string;
  /** 07:00 */
  time: string;
  /** 0 is Monday. */
  days: number[];
  unit: 'percent' | 'energy';
  target: number;
  limit: number | null;
}

/** What a clock in a time zone shows: 2026-11-28 07:00. */
function wallClock(at: Date, timeZone: string): string {
  const two = '2-digit';
  // Swedish writes it so.
  return new Intl.DateTimeFormat('sv', {
    timeZone,
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
  }).format(at);
}

/** `hasVehicle`: a state of charge can be a target only where a car's battery is known. */
export function formOf(
  request: ChargeRequest,
  hasVehicle: boolean,
  now: Date,
  timeZone: string,
): DepartureForm {
  const once = request.departure ? new Date(request.departure) : null;
  const tomorrow = new Date(now.getTime() + 86_400_000);
  const [date = '', time = ''] = wallClock(once ?? tomorrow, timeZone).split(' ');
  const byPercent =
    request.ready_by_percentage !== null || (request.ready_by_watt_hours === null && hasVehicle);
  return {
    kind: once ? 'once' : 'repeat',
    date,
    time: once ? time : (request.ready_by_time ?? '07:00').slice(0, 5),
    days: request.ready_by_weekdays.map((day) => DAYS.indexOf(day)),
    unit: byPercent ? 'percent' : 'energy',
    target: byPercent ? (request.ready_by_percentage ?? 80) : (request.ready_by_watt_hours ?? 10_000) / 1000,
    limit: request.charge_limit_percentage,
  };
}

/** Returns the moment of a single departure, null for one that repeats or that nobody can read. */
export function momentOf(form: DepartureForm, timeZone: string): Date | null {
  const wanted = Date.parse(`${form.date}T${form.time}Z`);
  if (form.kind !== 'once' || Number.isNaN(wanted)) return null;
  let at = wanted;
  // The second time, as the clocks may be changed between the first guess and the answer.
  for (let turn = 0; turn < 2; turn++)
    at += wanted - Date.parse(`${wallClock(new Date(at), timeZone).replace(' ', 'T')}Z`);
  return new Date(at);
}

/** The form as fields of the API, for the preview. */
export function requestOf(form: DepartureForm, timeZone: string): Record<string, unknown> {
  const isPercent = form.unit === 'percent';
  return {
    departure: momentOf(form, timeZone)?.toISOString() ?? null,
    ready_by_time: form.kind === 'repeat' ? form.time : null,
    ready_by_weekdays: form.kind === 'repeat' ? form.days.map((day) => DAYS[day]) : [],
    departure_calendar: null,
    ready_by_percentage: isPercent ? form.target : null,
    ready_by_watt_hours: isPercent ? null : Math.round(form.target * 1000),
  };
}

/** The form as data of the action `set_ready_by`. */
export function actionOf(form: DepartureForm, deviceId: string, timeZone: string): Record<string, unknown> {
  const when =
    form.kind === 'once'
      ? { departure: momentOf(form, timeZone)?.toISOString() }
      : { time: form.time, weekdays: form.days.map((day) => ACTION_DAYS[day]) };
  const target = form.unit === 'percent' ? { target_pct: form.target } : { energy_kwh: form.target };
  return { device_id: deviceId, ...when, ...target };
}
