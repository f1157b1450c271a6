/** Numbers, times and money as the user's locale writes them. */

import type { Facts } from '../data/api';
import type { Hass } from '../data/hass';

const NUMBER_LOCALES: Record<string, string[] | undefined> = {
  comma_decimal: ['en-US', 'en'],
  decimal_comma: ['de', 'es', 'it'],
  space_comma: ['fr', 'sv', 'cs'],
  quote_decimal: ['de-CH'],
};

export class Format {
  readonly timeZone: string | undefined;
  private readonly numbers: string | string[] | undefined;
  private readonly cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

  constructor(private readonly hass: Pick<Hass, 'locale' | 'config'>) {
    const { locale, config } = hass;
    this.timeZone = locale.time_zone === 'server' ? config.time_zone : undefined;
    const { number_format: wanted } = locale;
    this.numbers = wanted === 'system' ? undefined : (NUMBER_LOCALES[wanted] ?? locale.language);
  }

  number(value: number, digits = 0): string {
    // What is rounded to nothing has no sign.
    const shown = Number(value.toFixed(digits)) ? value : 0;
    if (this.hass.locale.number_format === 'none') return shown.toFixed(digits);
    return this.made(`n${String(digits)}`, () => this.numberFormat(digits)).format(shown);
  }

  /** 850 W, 2.3 kW, 12 kW: three digits at most. */
  power(watts: number): string {
    if (Math.abs(watts) < 995) return `${this.number(Math.round(watts / 10) * 10)} W`;
    return `${this.number(watts / 1000, Math.abs(watts) < 9950 ? 1 : 0)} kW`;
  }

  energy(wattHours: number): string {
    if (Math.abs(wattHours) < 95) return `${this.number(wattHours)} Wh`;
    return `${this.number(wattHours / 1000, Math.abs(wattHours) < 99_500 ? 1 : 0)} kWh`;
  }

  percent(value: number): string {
    return `${this.number(value)} %`;
  }

  money(amount: number, currency = this.hass.config.currency): string {
    return this.moneyParts(amount, currency)
      .map(({ value }) => value)
      .join('');
  }

  private moneyParts(amount: number, currency: string): { type: string; value: string }[] {
    try {
      const format = this.made(
        `m${currency}`,
        () => new Intl.NumberFormat(this.numbers, { style: 'currency', currency }),
      );
      const { maximumFractionDigits: digits } = format.resolvedOptions();
      return format.formatToParts(Number(amount.toFixed(digits)) ? amount : 0);
    } catch {
      // Home Assistant takes any three letters for a currency; the browser only those it can tell.
      const mark = { type: 'currency', value: currency };
      return [{ type: 'number', value: `${this.number(amount, 2)} ` }, mark];
    }
  }

  time(at: Date): string {
    return this.date(at, 'time', this.clock());
  }

  /** The time, with the day where it is not today's. */
  moment(at: Date, now: number): string {
    const time = this.time(at);
    return this.day(at) === this.day(new Date(now)) ? time : `${this.day(at)}, ${time}`;
  }

  weekday(at: Date): string {
    return this.date(at, 'weekday', { weekday: 'short' });
  }

  /** A time of day as it is stored, 07:00. */
  timeOfDay(stored: string): string {
    return this.departure(new Date(`2024-01-01T${stored.slice(0, 5)}Z`), false, 'UTC');
  }

  /** A departure: by the clock on the home's wall, wherever it is read. */
  departure(at: Date, hasDay: boolean, timeZone = this.hass.config.time_zone): string {
    const options: Intl.DateTimeFormatOptions = {
      ...(hasDay ? { weekday: 'short' } : {}),
      ...this.clock(),
      timeZone,
    };
    const { language } = this.hass.locale;
    const make = (): Intl.DateTimeFormat => new Intl.DateTimeFormat(language, options);
    return this.made(`departure ${String(hasDay)} ${timeZone}`, make).format(at);
  }

  day(at: Date): string {
    return this.date(at, 'day', { weekday: 'short', day: 'numeric', month: 'short' });
  }

  month(at: Date): string {
    return this.date(at, 'month', { month: 'long', year: 'numeric' });
  }

  shortMonth(at: Date): string {
    return this.date(at, 'shortMonth', { month: 'narrow' });
  }

  /** €, kr: how money is marked; its three letters where the browser does not know it. */
  currencySign(currency: string): string {
    return this.moneyParts(0, currency).find(({ type }) => type === 'currency')?.value ?? currency;
  }

  hour(at: Date): string {
    const text = this.time(at);
    return text.replace(/[:.]00/, ([mark = '']) => (/[ap]/i.test(text) ? '' : `${mark}00`));
  }

  /** The names of the days from Monday on. */
  weekdays(): string[] {
    const format = new Intl.DateTimeFormat(this.hass.locale.language, { weekday: 'short', timeZone: 'UTC' });
    // The first of January 2024 was a Monday.
    return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))));
  }

  /** A reason's number, with the unit that the end of its name tells. */
  fact(name: string, value: number | string): string {
    if (typeof value === 'string') return value;
    if (name.endsWith('_w')) return this.power(value);
    if (name.endsWith('_wh')) return this.energy(value);
    if (name.endsWith('_a')) return `${this.number(value, Number.isInteger(value) ? 0 : 1)} A`;
    if (name.endsWith('_pct')) return this.percent(value);
    if (name.endsWith('_price')) return this.money(value);
    if (name === 'seconds') return this.duration(value);
    if (name === 'minutes') return this.duration(value * 60);
    return this.number(value);
  }

  facts(facts: Facts): Record<string, string> {
    return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, this.fact(name, value)]));
  }

  duration(seconds: number): string {
    if (seconds < 120) return `${this.number(seconds)} s`;
    if (seconds < 7200) return `${this.number(seconds / 60)} min`;
    return `${this.number(seconds / 3600, 1)} h`;
  }

  private numberFormat(digits: number): Intl.NumberFormat {
    return new Intl.NumberFormat(this.numbers, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  }

  /** Hours and minutes, as the user's clock tells them. */
  private clock(): Intl.DateTimeFormatOptions {
    const { time_format: wanted } = this.hass.locale;
    const time = { hour: 'numeric', minute: '2-digit' } as const;
    const hour12 =
      wanted === 'system'
        ? new Intl.DateTimeFormat(undefined, time).resolvedOptions().hour12
        : { '12': true, '24': false }[wanted];
    return hour12 === undefined ? time : hour12 ? { ...time, hour12 } : { ...time, hourCycle: 'h23' };
  }

  private date(at: Date, name: string, options: Intl.DateTimeFormatOptions): string {
    return this.made(
      name,
      () => new Intl.DateTimeFormat(this.hass.locale.language, { ...options, timeZone: this.timeZone }),
    ).format(at);
  }

  private made<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
    const known = this.cache.get(key) as T | undefined;
    if (known) return known;
    const format = make();
    this.cache.set(key, format);
    return format;
  }
}

/** 0:34, 12:05, 1:02:03: what is left, counting down. */
export function clock(seconds: number): string {
  const whole = Math.max(Math.ceil(seconds), 0);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours
    ? `${String(hours)}:${pad(minutes)}:${pad(whole % 60)}`
    : `${String(minutes)}:${pad(whole % 60)}`;
}
