/** The series of a chart of power over time, from what was measured, what is expected and what is planned. */

import type { Forecast, Plan } from '../data/api';
import type { Day } from '../data/day';
import { type Point, valueAt } from './chart';

export interface Purchase {
  from: number;
  to: number;
  watts: number;
  isReserve: boolean;
}

export interface Series {
  from: number;
  to: number;
  generation: Point[];
  load: Point[];
  cars: Point[];
  expected: Point[];
  low: Point[];
  high: Point[];
  price: Point[];
  purchases: Purchase[];
  departures: number[];
}

export interface Reading {
  at: number;
  generation: number | null;
  expected: number | null;
  low: number | null;
  high: number | null;
  load: number | null;
  cars: number | null;
  price: number | null;
  purchase: Purchase | null;
}

/** Measured every five minutes: two that are missing are a gap. */
export const GAP_MS = 16 * 60_000;

export function seriesOf(day: Day, plans: (Plan | null)[], from: number, to: number, now: number): Series {
  const isInside = ({ at }: Point): boolean => at >= from && at <= to;
  const expected = forecastPoints(day.forecast, 'expected_watts', from, to);
  const load = forecastPoints(day.forecast, 'load_watts', from, to);
  return {
    from,
    to,
    generation: day.generation.filter(isInside),
    load: [...day.load.filter(isInside), ...load.filter(({ at }) => at > now)],
    cars: day.cars.filter(isInside),
    expected,
    low: forecastPoints(day.forecast, 'low_watts', from, to),
    high: forecastPoints(day.forecast, 'high_watts', from, to),
    price: prices(day.forecast, from, to),
    purchases: plans.flatMap((plan) => purchases(plan, from, to)),
    departures: plans.flatMap((plan) => {
      const at = plan?.ready_by ? Date.parse(plan.ready_by) : NaN;
      return at >= from && at <= to ? [at] : [];
    }),
  };
}

/** A period's mean stands at its middle. */
function forecastPoints(
  forecast: Forecast | null,
  name: 'expected_watts' | 'low_watts' | 'high_watts' | 'load_watts',
  from: number,
  to: number,
): Point[] {
  return (forecast?.periods ?? [])
    .map((period) => ({ at: Date.parse(period.start) + period.seconds * 500, value: period[name] }))
    .filter(({ at }) => at >= from && at <= to);
}

function prices(forecast: Forecast | null, from: number, to: number): Point[] {
  const found: Point[] = [];
  for (const { start, end, price } of forecast?.prices ?? []) {
    const [begin, finish] = [Math.max(Date.parse(start), from), Math.min(Date.parse(end), to)];
    if (begin < finish) found.push({ at: begin, value: price }, { at: finish, value: price });
  }
  return found;
}

function purchases(plan: Plan | null, from: number, to: number): Purchase[] {
  return (plan?.slots ?? []).flatMap((slot) => {
    const [start, end] = [Date.parse(slot.start), Date.parse(slot.end)];
    const hours = (end - start) / 3_600_000;
    if (end <= from || start >= to || hours <= 0) return [];
    const isReserve = slot.only_if_the_sun_fails;
    return [{ from: Math.max(start, from), to: Math.min(end, to), watts: slot.energy_wh / hours, isReserve }];
  });
}

export function highest(series: Series): number {
  const values = [series.generation, series.load, series.cars, series.expected, series.high]
    .flat()
    .map(({ value }) => value);
  return Math.max(500, ...values, ...series.purchases.map(({ watts }) => watts));
}

export function readingAt(series: Series, at: number): Reading {
  return {
    at,
    generation: valueAt(series.generation, at, GAP_MS),
    expected: valueAt(series.expected, at),
    low: valueAt(series.low, at),
    high: valueAt(series.high, at),
    load: valueAt(series.load, at, 3 * GAP_MS * 2),
    cars: valueAt(series.cars, at, GAP_MS),
    price: valueAt(series.price, at),
    purchase: series.purchases.find(({ from, to }) => at >= from && at < to) ?? null,
  };
}

/** Energy in Wh under the points between two times; means of equal stretches are taken for what they are. */
export function energyBetween(points: readonly Point[], from: number, to: number): number {
  let total = 0;
  for (let index = 1; index < points.length; index++) {
    const [a, b] = [points[index - 1] as Point, points[index] as Point];
    const [start, end] = [Math.max(a.at, from), Math.min(b.at, to)];
    if (end <= start || b.at - a.at > 2 * 3_600_000) continue;
    total += (((a.value + b.value) / 2) * (end - start)) / 3_600_000;
  }
  return total;
}
