/** Sessions as bars: a day each of a month, a month each of a year, as energy, money or CO₂. */

import type { SessionMonth, SessionTotals, SessionYear } from '../data/api';

export const UNITS = ['energy', 'money', 'co2'] as const;
export type Unit = (typeof UNITS)[number];

/** One bar's; `number`: the day of its month, or the month of its year. */
export interface Bar extends SessionTotals {
  number: number;
}

/** A part of a bar: where its energy came from; of money and CO₂ what was spent, `grid`, and what was saved, `solar`. */
export type Layer = readonly ['solar' | 'battery' | 'grid', number];

const MONTHS = 12;

/** A session counts on the day that it began; one that began before the month that it is told of, which it ended in, on the first. */
export function barsOfMonth({ month, sessions }: SessionMonth, timeZone: string | undefined): Bar[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const bars = emptyBars(new Date(Date.UTC(year, number, 0)).getUTCDate());
  const two = '2-digit';
  // Swedish writes 2026-11-28.
  const dateOf = new Intl.DateTimeFormat('sv', { year: 'numeric', month: two, day: two, timeZone });
  for (const session of sessions) {
    const date = dateOf.format(new Date(session.start));
    const of = date.slice(0, 7);
    const day = of < month ? 1 : of > month ? bars.length : Number(date.slice(8));
    const bar = bars[day - 1];
    if (bar) add(bar, session);
  }
  return bars;
}

export function barsOfYear({ months }: SessionYear): Bar[] {
  const bars = emptyBars(MONTHS);
  for (const one of months) {
    const bar = bars[Number(one.month.slice(5)) - 1];
    if (bar) add(bar, one);
  }
  return bars;
}

/** What a bar is made of, from its foot up: nothing below zero, which would have no height. */
export function layersOf(bar: Bar, unit: Unit): Layer[] {
  const layers: Layer[] =
    unit === 'energy'
      ? [
          ['solar', bar.solar_energy_delivered_watt_hours],
          ['battery', bar.battery_energy_delivered_watt_hours],
          ['grid', bar.grid_energy_delivered_watt_hours],
        ]
      : unit === 'money'
        ? [
            ['grid', bar.cost ?? 0],
            ['solar', bar.savings_cost ?? 0],
          ]
        : [
            ['grid', bar.total_co2_grams ?? 0],
            ['solar', bar.savings_co2_grams ?? 0],
          ];
  return layers.map(([kind, amount]) => [kind, Math.max(amount, 0)]);
}

/** In what bars can be shown: of money and CO₂ only where they are known. */
export function unitsOf(totals: SessionTotals): Unit[] {
  const isKnown = { energy: true, money: totals.cost !== null, co2: totals.total_co2_grams !== null };
  return UNITS.filter((unit) => isKnown[unit]);
}

function emptyBars(count: number): Bar[] {
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    energy_delivered_watt_hours: 0,
    solar_energy_delivered_watt_hours: 0,
    battery_energy_delivered_watt_hours: 0,
    grid_energy_delivered_watt_hours: 0,
    cost: null,
    savings_cost: null,
    total_co2_grams: null,
    savings_co2_grams: null,
  }));
}

const ENERGIES = [
  'energy_delivered_watt_hours',
  'solar_energy_delivered_watt_hours',
  'battery_energy_delivered_watt_hours',
  'grid_energy_delivered_watt_hours',
] as const;
const MAYBE_KNOWN = ['cost', 'savings_cost', 'total_co2_grams', 'savings_co2_grams'] as const;

function add(bar: Bar, more: SessionTotals): void {
  for (const name of ENERGIES) bar[name] += more[name];
  for (const name of MAYBE_KNOWN) {
    const value = more[name];
    if (value !== null) bar[name] = (bar[name] ?? 0) + value;
  }
}
