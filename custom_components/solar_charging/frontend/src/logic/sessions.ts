/** Months of sessions, and what is exported of them. */

import type { SessionMonth, SessionRow } from '../data/api';

/** 2026-11 and -1: 2026-10. */
export function monthBeside(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

export function monthOf(now: number, timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    timeZone,
  }).formatToParts(now);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}

export function solarPercent(of: {
  energy_delivered_watt_hours: number;
  solar_energy_delivered_watt_hours: number;
}): number | null {
  if (of.energy_delivered_watt_hours <= 0) return null;
  return (100 * of.solar_energy_delivered_watt_hours) / of.energy_delivered_watt_hours;
}

export interface DayBar {
  day: number;
  energy_delivered_watt_hours: number;
  solar_energy_delivered_watt_hours: number;
  battery_energy_delivered_watt_hours: number;
  grid_energy_delivered_watt_hours: number;
}

/** The energy of each day of a month, from its first to its last; a session counts on the day that it began. */
export function barsOf({ month, sessions }: SessionMonth, timeZone: string | undefined): DayBar[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const dayOf = new Intl.DateTimeFormat('en', { day: 'numeric', timeZone });
  const bars = Array.from({ length: days }, (_, index) => ({
    day: index + 1,
    energy_delivered_watt_hours: 0,
    solar_energy_delivered_watt_hours: 0,
    battery_energy_delivered_watt_hours: 0,
    grid_energy_delivered_watt_hours: 0,
  }));
  for (const session of sessions) {
    const bar = bars[Number(dayOf.format(new Date(session.start))) - 1];
    if (!bar) continue;
    bar.energy_delivered_watt_hours += session.energy_delivered_watt_hours;
    bar.solar_energy_delivered_watt_hours += session.solar_energy_delivered_watt_hours;
    bar.battery_energy_delivered_watt_hours += session.battery_energy_delivered_watt_hours;
    bar.grid_energy_delivered_watt_hours += session.grid_energy_delivered_watt_hours;
  }
  return bars;
}

const COLUMNS: readonly [string, (row: SessionRow) => string | number | null][] = [
  ['start', (row) => row.start],
  ['end', (row) => row.end],
  ['charger', (row) => row.charger],
  ['vehicle', (row) => row.vehicle_name],
  ['energy_kwh', (row) => row.energy_delivered_watt_hours / 1000],
  ['solar_kwh', (row) => row.solar_energy_delivered_watt_hours / 1000],
  ['battery_kwh', (row) => row.battery_energy_delivered_watt_hours / 1000],
  ['grid_kwh', (row) => row.grid_energy_delivered_watt_hours / 1000],
  ['cost', (row) => row.cost],
  ['saved', (row) => row.savings_cost],
];

export function csvOf({ sessions, currency }: SessionMonth): string {
  const head = [...COLUMNS.map(([name]) => name), 'currency'].join(',');
  const lines = sessions.map((row) => [...COLUMNS.map(([, value]) => cell(value(row))), currency].join(','));
  return [head, ...lines, ''].join('\r\n');
}

/** A spreadsheet takes what begins with these for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
