/** Months of sessions, and what is exported of them. */

import type { SessionMonth, SessionRow } from '../data/api';

/** 2026-11 and -1: 2026-10; of a year: 2025. */
export function periodBeside(period: string, by: number): string {
  if (isYear(period)) return String(Number(period) + by);
  const [year = 0, number = 1] = period.split('-').map(Number);
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

export function isYear(period: string): boolean {
  return !period.includes('-');
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
