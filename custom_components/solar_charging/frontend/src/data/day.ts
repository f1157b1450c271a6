/** Today as it was measured, from the recorder, and what is expected, for the charts. */

import type { Point } from '../logic/chart';
import type { Forecast, Home } from './api';
import type { Hass } from './hass';

export interface Day {
  generation: Point[];
  load: Point[];
  cars: Point[];
  forecast: Forecast | null;
}

interface Row {
  start: number;
  end: number;
  mean?: number | null;
}

const EMPTY: Day = { generation: [], load: [], cars: [], forecast: null };
const FRESH_MS = 120_000;
const DAY_MS = 86_400_000;
const cache = new WeakMap<object, { at: number; day: Promise<Day> }>();

/** Milliseconds since midnight that a clock in a time zone shows. */
function clockOf(now: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    timeZone,
  }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 + (now % 1000);
}

/** Midnight of the day in a time zone, in milliseconds. */
export function midnight(now: number, timeZone: string | undefined): number {
  const found = now - clockOf(now, timeZone);
  // Clocks that were changed since are an hour off.
  const off = clockOf(found, timeZone);
  return off > DAY_MS / 2 ? found + DAY_MS - off : found - off;
}

export function loadDay(hass: Hass, home: Home, timeZone: string | undefined): Promise<Day> {
  const known = cache.get(hass.connection);
  if (known && Date.now() - known.at < FRESH_MS) return known.day;
  const day = fetched(hass, home, timeZone);
  cache.set(hass.connection, { at: Date.now(), day });
  return day;
}

async function fetched(hass: Hass, home: Home, timeZone: string | undefined): Promise<Day> {
  const cars = Object.values(home.chargers).flatMap((one) => one.power_entity ?? []);
  const { generation, house_load: load } = home.history;
  const [forecast, rows] = await Promise.all([
    hass.callWS<Forecast>({ type: 'solar_charging/forecast' }).catch(() => null),
    statistics(hass, [...generation, ...load, ...cars], midnight(Date.now(), timeZone)).catch(() => ({})),
  ]);
  return {
    ...EMPTY,
    forecast,
    generation: summed(rows, generation),
    load: summed(rows, load),
    cars: summed(rows, cars),
  };
}

async function statistics(hass: Hass, ids: string[], start: number): Promise<Record<string, Row[]>> {
  if (!ids.length) return {};
  return hass.callWS({
    type: 'recorder/statistics_during_period',
    start_time: new Date(start).toISOString(),
    statistic_ids: ids,
    period: '5minute',
    types: ['mean'],
    units: { power: 'W' },
  });
}

function summed(rows: Record<string, Row[] | undefined>, ids: string[]): Point[] {
  const sums = new Map<number, number>();
  for (const id of ids) {
    for (const { start, end, mean } of rows[id] ?? []) {
      const at = (start + end) / 2;
      if (typeof mean === 'number') sums.set(at, (sums.get(at) ?? 0) + Math.max(mean, 0));
    }
  }
  return [...sums].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
}
