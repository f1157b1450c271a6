/** The figures of a period of sessions: its sums, and a bar for each day or month. */

import { html, nothing, type TemplateResult } from 'lit';
import type { SessionMonth, SessionYear } from '../data/api';
import type { Format } from '../logic/format';
import { type Bar, barsOfMonth, barsOfYear, layersOf, type Unit } from '../logic/session-bars';
import { solarPercent } from '../logic/sessions';
import type { Context } from './context';
import { shares, sharesText } from './shares';

export type Found = SessionMonth | SessionYear;

/** The sums of a period, and the share of each source. */
export function totals(context: Context, { totals: of, currency }: Found): TemplateResult {
  const { text, format } = context;
  const percent = solarPercent(of);
  const co2 = of.savings_co2_grams;
  const entries: [string, string | null][] = [
    [text('sessions.energy'), format.energy(of.energy_delivered_watt_hours)],
    [text('sessions.solar'), percent === null ? null : format.percent(percent)],
    [text('sessions.cost'), of.cost === null ? null : format.money(of.cost, currency)],
    [text('sessions.saved'), of.savings_cost === null ? null : format.money(of.savings_cost, currency)],
    [text('sessions.co2'), co2 === null ? null : `${format.number(co2 / 1000, 1)} kg`],
  ];
  return html`${shares(context, of)}
    <dl class="totals">
      ${entries.map(([name, value]) =>
        value === null
          ? nothing
          : html`<div><dt class="muted small">${name}</dt><dd><b class="number">${value}</b></dd></div>`,
      )}
    </dl>`;
}

// A tick a week, as a calendar has it.
const WEEK = 7;
// From Hawaii to New Zealand.
const SAME_DAY_EVERYWHERE = 'T10:30:00Z';

/** A moment that is in this month everywhere. */
export function middleOf(month: string): Date {
  return new Date(`${month}-15T12:00:00Z`);
}

/** One of several to choose from. */
export function choice(words: string, isChosen: boolean, choose: () => void): TemplateResult {
  return html`<button aria-pressed=${String(isChosen)} @click=${choose}>${words}</button>`;
}

/** An amount in a bar's unit, as words. */
function amountOf(format: Format, unit: Unit, amount: number, currency: string): string {
  if (unit === 'energy') return format.energy(amount);
  return unit === 'money' ? format.money(amount, currency) : `${format.number(amount / 1000, 1)} kg`;
}

/** A bar for each day or month, by where its energy came from; read by touch or pointer, and in words by what the list says. */
export function figure(context: Context, data: Found, unit: Unit): TemplateResult {
  const { format, text } = context;
  const bars = 'month' in data ? barsOfMonth(data, format.timeZone) : barsOfYear(data);
  const pad = ({ number }: Bar): string => String(number).padStart(2, '0');
  const at = (bar: Bar): string =>
    'month' in data
      ? format.day(new Date(`${data.month}-${pad(bar)}${SAME_DAY_EVERYWHERE}`))
      : format.month(middleOf(`${data.year}-${pad(bar)}`));
  const tick = ({ number }: Bar): string | null => {
    if ('month' in data) return number % WEEK === 1 ? String(number) : null;
    return format.shortMonth(middleOf(`${data.year}-${String(number).padStart(2, '0')}`));
  };
  const amount = (value: number): string => amountOf(format, unit, value, data.currency);
  const layers = bars.map((bar) => layersOf(bar, unit));
  const sums = layers.map((one) => one.reduce((sum, [, value]) => sum + value, 0));
  const most = Math.max(...sums) || 1;
  const words = (bar: Bar): string => {
    const of = `${at(bar)}: ${format.energy(bar.energy_delivered_watt_hours)}`;
    const [spent, saved] = layersOf(bar, unit).map(([, value]) => amount(value));
    if (unit === 'energy') return `${of}. ${sharesText(context, bar)}`;
    const [name, more] =
      unit === 'money' ? (['sessions.cost', 'sessions.saved'] as const) : [null, 'sessions.co2' as const];
    return `${of}. ${name ? text(name) : 'CO₂'}: ${spent ?? ''}. ${text(more)}: ${saved ?? ''}`;
  };
  const full = bars.filter((one) => one.energy_delivered_watt_hours > 0);
  return html`<figure class="days" role="img" aria-label=${full.map(words).join(', ')}>
    <figcaption class="muted small number"><bdi>${amount(Math.max(...sums))}</bdi></figcaption>
    ${bars.map((bar, index) => {
      const mark = tick(bar);
      return html`<span class="day" title=${full.includes(bar) ? words(bar) : nothing}>
        ${layers[index]?.map(([kind, value]) => html`<i class="of-${kind}" style="height:${String((100 * value) / most)}%"></i>`)}
        ${mark ? html`<b class="muted">${mark}</b>` : nothing}
      </span>`;
    })}
  </figure>`;
}
