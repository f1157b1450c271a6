import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  line,
  linear,
  ticks,
  valueAt,
} from '../../../custom_components/solar_charging/frontend/src/logic/chart';
import {
  energyBetween,
  seriesOf,
} from '../../../custom_components/solar_charging/frontend/src/logic/daychart';
import {
  actionOf,
  formOf,
  requestOf,
} from '../../../custom_components/solar_charging/frontend/src/logic/departure-form';
import { departureText } from '../../../custom_components/solar_charging/frontend/src/logic/departure';
import { limitData } from '../../../custom_components/solar_charging/frontend/src/logic/soc';
import { flowOf } from '../../../custom_components/solar_charging/frontend/src/logic/flow';
import { clock, Format } from '../../../custom_components/solar_charging/frontend/src/logic/format';
import { gaugeOf } from '../../../custom_components/solar_charging/frontend/src/logic/gauge';
import { boostLeft } from '../../../custom_components/solar_charging/frontend/src/logic/modes';
import { sentenceOf } from '../../../custom_components/solar_charging/frontend/src/logic/sentence';
import { csvOf, periodBeside } from '../../../custom_components/solar_charging/frontend/src/logic/sessions';
import {
  barsOfMonth,
  barsOfYear,
  layersOf,
  unitsOf,
} from '../../../custom_components/solar_charging/frontend/src/logic/session-bars';
import type { SessionRow } from '../../../custom_components/solar_charging/frontend/src/data/api';
import {
  CHARGER_GROUPS,
  groupsOf,
  HOME_GROUPS,
} from '../../../custom_components/solar_charging/frontend/src/logic/settings';
import { midnight } from '../../../custom_components/solar_charging/frontend/src/data/day';
import { details, madeHass, nothingCharged, plan, power } from './made';

const english = new Format(madeHass({}).hass);
const german = new Format({
  ...madeHass({}).hass,
  locale: { language: 'de', number_format: 'language', time_format: '24', time_zone: 'server' },
});

describe('the flow', () => {
  it('fills both bars where what comes in goes out', () => {
    const flow = flowOf(power());
    expect(flow?.sources.map(({ kind }) => kind)).toEqual(['solar']);
    expect(flow?.sinks.map(({ kind }) => kind)).toEqual(['home', 'evse', 'battery', 'grid']);
    expect(flow?.sinks.at(-1)?.to).toBeCloseTo(1);
    for (const { top, bottom } of flow?.ribbons ?? [])
      expect(top[1] - top[0]).toBeCloseTo(bottom[1] - bottom[0]);
  });
  it('is not known while the grid is not', () => {
    expect(flowOf(power({ import_watts: null }))).toBeNull();
  });
  it('leaves out what is a meter’s noise', () => {
    expect(flowOf(power({ import_watts: 9 }))?.sources.map(({ kind }) => kind)).toEqual(['solar']);
  });
  it('has no bars, and no NaN, at night without a load', () => {
    const nothing = { generation_watts: 0, home_watts: 0, evse_watts: 0, export_watts: 0, charge_watts: 0 };
    expect(flowOf(power(nothing))).toEqual({ sources: [], sinks: [], ribbons: [] });
  });
});

describe('the gauge', () => {
  it('shows the surplus against what is needed', () => {
    expect(gaugeOf(1840, 1380, 3680)).toMatchObject({ isEnough: true });
    expect(gaugeOf(1000, 1380, 3680)).toMatchObject({ isEnough: false });
  });
  it('ends where the bar ends', () => {
    expect(gaugeOf(50_000, 1380, 3680)?.fill).toBe(1);
    expect(gaugeOf(-500, 1380, 3680)?.fill).toBe(0);
  });
  it('is left out where something is not known', () => {
    expect(gaugeOf(null, 1380, 3680)).toBeNull();
    expect(gaugeOf(1000, 0, 3680)).toBeNull();
    expect(gaugeOf(1000, 1380, NaN)).toBeNull();
  });
});

describe('the sentence', () => {
  const reason = { status: 'starting_soon', explanation: 'Soon.', facts: { seconds: 34, needed_w: 1380 } };
  const localize = (_: string, values: Record<string, string | number> = {}): string =>
    `Starts in ${String(values.seconds)} above ${String(values.needed_w)}.`;
  it('counts down, and stops at nothing', () => {
    expect(sentenceOf(reason, 4, localize, english)).toEqual({
      before: 'Starts in ',
      countdown: '0:30',
      after: ' above 1.4 kW.',
    });
    expect(sentenceOf(reason, 99, localize, english).countdown).toBe('0:00');
  });
  it('counts nothing down that has passed', () => {
    const stale = { status: 'holding_stale', explanation: null, facts: { seconds: 34 } };
    expect(sentenceOf(stale, 4, localize, english).countdown).toBeNull();
  });
  it('has other words than a minus for less than nothing', () => {
    const short = {
      status: 'waiting_for_surplus',
      explanation: null,
      facts: { power_w: -300, needed_w: 1380 },
    };
    const words = (key: string, values: Record<string, string | number> = {}): string =>
      key.endsWith('_none') ? `${String(values.power_w)} more is used.` : '';
    expect(sentenceOf(short, 0, words, english).before).toBe('300 W more is used.');
  });
  it('is the server’s where there are no words for it here', () => {
    expect(sentenceOf(reason, 0, () => '', english).before).toBe('Soon.');
  });
});

describe('numbers', () => {
  it.each([
    [849, '850 W'],
    [1380, '1.4 kW'],
    [11_040, '11 kW'],
    [-2300, '-2.3 kW'],
    [-4, '0 W'],
    [-0, '0 W'],
  ])('%d W is %s', (watts, text) => {
    expect(english.power(watts)).toBe(text);
  });
  it('are written as the user’s language does', () => {
    expect(german.power(1380)).toBe('1,4 kW');
    expect(german.money(3.86)).toBe('3,86\u00a0€');
    expect(german.time(new Date('2026-11-28T17:05:00Z'))).toBe('17:05');
  });
  it('are the browser’s where the user leaves it to that', () => {
    const locale = { language: 'de', number_format: 'system', time_format: 'system', time_zone: 'server' };
    const format = new Format({ ...madeHass({}).hass, locale });
    const at = new Date('2026-11-28T17:05:00Z');
    expect(format.power(1380)).toBe(`${(1.4).toLocaleString()} kW`);
    const { hour12 } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
    expect(format.time(at)).toMatch(hour12 ? /^5:05/ : /^17:05/);
  });
  it('of money have the decimals of their currency, and no minus before nothing', () => {
    expect(english.money(-0.004)).toBe('€0.00');
    expect([english.money(31.4, 'JPY'), english.money(-0.4, 'JPY')]).toEqual(['¥31', '¥0']);
    expect(english.money(0.004, 'KWD')).toBe('KWD\u00a00.004');
    expect(english.money(-0.004, '¤')).toBe('0.00 ¤');
  });
  it('take a currency that the browser does not know', () => {
    expect(english.money(2, '¤')).toBe('2.00 ¤');
  });
  it('count down in hours, too', () => {
    expect([clock(34), clock(725), clock(3723)]).toEqual(['0:34', '12:05', '1:02:03']);
  });
});

describe('charts', () => {
  it('have round ticks that hold the highest value', () => {
    expect(ticks(5200)).toEqual([0, 2000, 4000, 6000]);
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(0.34, 3).at(-1)).toBeGreaterThanOrEqual(0.34);
  });
  it('interrupt a line where measurements are missing', () => {
    const points = [0, 1, 9].map((at) => ({ at, value: 1 }));
    expect(line(points, linear([0, 10], [0, 10]), (y) => y, 2).match(/M/g)).toHaveLength(2);
    expect(valueAt(points, 5, 2)).toBeNull();
    expect(valueAt(points, 0.5, 2)).toBe(1);
  });
  it('show what a plan buys, and when it has to be ready', () => {
    const slot = { energy_wh: 3600, grid_wh: 3600, price: 0.2, only_if_the_sun_fails: false };
    const slots = [{ ...slot, start: '2026-11-28T02:00:00Z', end: '2026-11-28T03:00:00Z' }];
    const from = Date.parse('2026-11-28T00:00:00Z');
    const day = { generation: [], load: [], cars: [], forecast: null };
    const series = seriesOf(day, [plan({ slots }), null], from, from + 172_800_000, from);
    expect(series.purchases[0]).toMatchObject({ watts: 3600, isReserve: false });
    expect(series.departures).toEqual([Date.parse('2026-11-28T07:00:00Z')]);
  });
  it('add up energy under a curve', () => {
    const points = [0, 1, 2].map((hour) => ({ at: hour * 3_600_000, value: 1000 }));
    expect(energyBetween(points, 1_800_000, 7_200_000)).toBeCloseTo(1500);
  });
  it('begin at the home’s midnight, also in summer time', () => {
    const now = Date.parse('2026-07-01T00:30:00Z');
    expect(new Date(midnight(now, 'Europe/Berlin')).toISOString()).toBe('2026-06-30T22:00:00.000Z');
  });
  it.each([
    ['2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z'],
  ])('begin at midnight of a day on which the clocks were changed, %s', (now, at) => {
    expect(new Date(midnight(Date.parse(now), 'Europe/Berlin')).toISOString()).toBe(at);
  });
});

describe('a departure', () => {
  it('is shown as it was asked, and asked as it is shown', () => {
    const form = formOf(details().request, true, new Date(), 'UTC');
    expect(form).toMatchObject({ kind: 'repeat', time: '07:00', days: [0], unit: 'percent', target: 80 });
    expect(requestOf(form, 'UTC')).toMatchObject({
      ready_by_time: '07:00',
      ready_by_weekdays: ['MONDAY'],
      ready_by_percentage: 80,
    });
    expect(actionOf(form, 'device', 'UTC')).toEqual({
      device_id: 'device',
      time: '07:00',
      weekdays: ['mon'],
      target_pct: 80,
    });
  });
  it('asks for energy where no car is known', () => {
    const nothing = { ...details().request, ready_by_percentage: null };
    expect(formOf(nothing, false, new Date(), 'UTC')).toMatchObject({ unit: 'energy', target: 10 });
  });
  it.each([
    ['Pacific/Auckland', '2026-11-30T07:00:00.000Z', '2026-11-30', '20:00'],
    ['America/New_York', '2026-11-30T07:00:00.000Z', '2026-11-30', '02:00'],
    // On the day that the clocks are put back.
    ['Europe/Berlin', '2026-10-25T06:00:00.000Z', '2026-10-25', '07:00'],
  ])('goes by the clock on the home’s wall: %s', (zone, departure, date, time) => {
    const form = formOf({ ...details().request, departure }, true, new Date(), zone);
    expect(form).toMatchObject({ kind: 'once', date, time });
    expect(requestOf(form, zone).departure).toBe(departure);
    expect(actionOf(form, 'device', zone).departure).toBe(departure);
  });
  it('of every week is told as the user’s clock does', () => {
    const american = new Format({
      ...madeHass({}).hass,
      config: { ...madeHass({}).hass.config, time_zone: 'Asia/Tokyo' },
    });
    expect(departureText(details().request, null, american, Date.now())).toMatch(/^7:00\sAM$/);
    expect(departureText(details().request, null, german, Date.now())).toBe('7:00');
  });
});

describe('a limit', () => {
  const asked = { energy_limit_watt_hours: 20_000, charging_time_limit_seconds: 3600, keep_limits: true };
  it('leaves the other limits as they are', () => {
    const others = { energy_kwh: 20, duration: { seconds: 3600 }, keep_limits: true };
    expect(limitData({ ...details().request, ...asked }, 80)).toEqual({ target_pct: 80, ...others });
    expect(limitData({ ...details().request, ...asked }, 100)).toEqual(others);
    expect(limitData(undefined, 80)).toEqual({ target_pct: 80, keep_limits: false });
  });
});

describe('a boost', () => {
  const request = details().request;
  it('has time left, energy left, or none', () => {
    const now = Date.parse('2026-11-28T12:00:00Z');
    expect(boostLeft({ ...request, boost_end: '2026-11-28T12:30:00Z' }, now)).toEqual({
      kind: 'time',
      seconds: 1800,
    });
    expect(boostLeft({ ...request, boost_end: '2026-11-28T11:00:00Z' }, now)).toBeNull();
    expect(boostLeft({ ...request, boost_watt_hours: 4000 }, now)).toEqual({
      kind: 'energy',
      wattHours: 4000,
    });
    expect(boostLeft({ ...request, boost_watt_hours: 299_000 }, now)).toEqual({ kind: 'unplugged' });
  });
});

describe('sessions', () => {
  it('are told month by month, over the year’s end', () => {
    expect(periodBeside('2026-01', -1)).toBe('2025-12');
    expect(periodBeside('2026-12', 1)).toBe('2027-01');
    expect(periodBeside('2026', -1)).toBe('2025');
  });
  it('are exported without letting a name become a formula', () => {
    const energies = {
      energy_delivered_watt_hours: 5000,
      solar_energy_delivered_watt_hours: 4000,
      battery_energy_delivered_watt_hours: 0,
      grid_energy_delivered_watt_hours: 1000,
      cost: 0.3,
      savings_cost: null,
      total_co2_grams: null,
      savings_co2_grams: null,
    };
    const row = {
      id: 'a',
      start: '2026-11-28T10:00:00Z',
      end: null,
      charger: 'A, "B"',
      vehicle_name: '=1+1',
      ...energies,
    };
    const month = {
      month: '2026-11',
      first_month: '2026-11',
      currency: 'EUR',
      totals: { ...energies, savings_co2_grams: null },
      sessions: [row],
    };
    expect(csvOf(month).split('\r\n')[1]).toBe('2026-11-28T10:00:00Z,,"A, ""B""",\'=1+1,5,4,0,1,0.3,,EUR');
  });
});

describe('bars of a month', () => {
  const of = (start: string, solar: number, grid: number): SessionRow => ({
    id: start,
    start,
    end: start,
    charger: 'Garage',
    vehicle_name: null,
    energy_delivered_watt_hours: solar + grid,
    solar_energy_delivered_watt_hours: solar,
    battery_energy_delivered_watt_hours: 0,
    grid_energy_delivered_watt_hours: grid,
    cost: null,
    savings_cost: null,
    total_co2_grams: null,
    savings_co2_grams: null,
  });
  const sessions = [
    of('2026-02-01T02:00:00Z', 1, 2),
    of('2026-02-02T01:00:00Z', 3, 0),
    of('2026-02-02T12:00:00Z', 5, 7),
  ];
  const month = {
    month: '2026-02',
    first_month: '2026-02',
    currency: 'EUR',
    totals: { ...of('', 9, 9), savings_co2_grams: null },
    sessions,
  };
  it('have one for each day, by source', () => {
    const bars = barsOfMonth(month, 'UTC');
    expect(bars).toHaveLength(28);
    expect(bars[1]).toMatchObject({
      number: 2,
      solar_energy_delivered_watt_hours: 8,
      grid_energy_delivered_watt_hours: 7,
    });
    expect(bars.reduce((sum, one) => sum + one.energy_delivered_watt_hours, 0)).toBe(18);
  });
  it('have what began in the month before on the first: a month has what ended in it', () => {
    const [first, ...rest] = barsOfMonth(
      { ...month, month: '2027-01', sessions: [of('2026-12-31T22:00:00Z', 1, 2)] },
      'UTC',
    );
    expect(first?.energy_delivered_watt_hours).toBe(3);
    expect(rest.every((one) => one.energy_delivered_watt_hours === 0)).toBe(true);
  });
  it('take the day of the reader’s clock', () => {
    expect(barsOfMonth(month, 'America/New_York')[0]?.energy_delivered_watt_hours).toBe(6);
  });
});

describe('bars of a year, as money and CO₂', () => {
  const march = { ...nothingCharged, energy_delivered_watt_hours: 5000, cost: -0.2, savings_cost: 1.5 };
  const year = {
    year: '2026',
    first_month: '2026-03',
    currency: 'EUR',
    totals: march,
    months: [{ month: '2026-03', ...march }],
  };
  it('have a month each, and no height for what was earned', () => {
    const bars = barsOfYear(year);
    expect(bars.map(({ energy_delivered_watt_hours: energy }) => energy / 1000).slice(0, 4)).toEqual([
      0, 0, 5, 0,
    ]);
    expect(bars[2] && layersOf(bars[2], 'money')).toEqual([
      ['grid', 0],
      ['solar', 1.5],
    ]);
  });
  it('are offered in what is known', () => {
    expect(unitsOf(march)).toEqual(['energy', 'money']);
    expect(unitsOf({ ...march, cost: null, total_co2_grams: 0 })).toEqual(['energy', 'co2']);
  });
  it('name the money by its sign', () => {
    expect(english.currencySign('EUR')).toBe('€');
    expect(german.currencySign('SEK')).toBe('SEK');
    expect(german.currencySign('XQQ')).toBe('XQQ');
    const locale = { ...madeHass({}).hass.locale, language: 'fa' };
    expect(new Format({ ...madeHass({}).hass, locale }).currencySign('EUR')).toBe('€');
  });
});

describe('settings', () => {
  it('have a group each, also those that nobody has thought of', () => {
    const of = (id: string, key: string): { entity_id: string; translation_key: string } => ({
      entity_id: id,
      translation_key: key,
    });
    const groups = groupsOf(
      [of('number.a', 'max_current'), of('number.b', 'of_tomorrow'), of('sensor.c', 'status')],
      true,
    );
    expect(groups).toEqual([
      { name: 'limits', entities: ['number.a'] },
      { name: 'control', entities: ['number.b'] },
    ]);
  });

  it('are all named by a group, and no group names one that there is not', () => {
    const file = join(import.meta.dirname, '../../../custom_components/solar_charging/translations/en.json');
    const { entity } = JSON.parse(readFileSync(file, 'utf8')) as { entity: Record<string, object> };
    const settable = ['number', 'select', 'switch', 'time', 'datetime'];
    const keys = new Set(settable.flatMap((platform) => Object.keys(entity[platform] ?? {})));
    const grouped = [...Object.values(HOME_GROUPS), ...Object.values(CHARGER_GROUPS)].flat();
    expect(new Set<string>(grouped)).toEqual(keys);
  });
});
