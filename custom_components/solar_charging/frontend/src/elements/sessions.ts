/** A month or a year of sessions: totals by source, what they cost and saved, bars, and a month's list. */

import { css, html, nothing, type TemplateResult } from 'lit';
import type { SessionMonth, SessionRow, SessionYear, StatementMonth, StatementRow } from '../data/api';
import type { Format } from '../logic/format';
import { type Bar, barsOfMonth, barsOfYear, layersOf, type Unit, unitsOf } from '../logic/session-bars';
import { csvOf, isYear, monthOf, periodBeside, solarPercent } from '../logic/sessions';
import type { Context } from '../parts/context';
import { shares, sharesText } from '../parts/shares';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { StoreElement } from './part';

// The session under way grows; totals need no second hand.
const REFRESH_MS = 60_000;

type Found = SessionMonth | SessionYear;

export class SolarChargingSessions extends StoreElement {
  static override properties = {
    period: { state: true },
    unit: { state: true },
    data: { state: true },
    statements: { state: true },
  };

  /** 2026-11, or 2026. */
  declare period: string | null;
  declare unit: Unit;
  declare data: Found | null;
  declare statements: StatementMonth | null;
  private loadedAt = 0;

  constructor() {
    super();
    this.period = this.data = this.statements = null;
    this.unit = 'energy';
  }

  protected override changed(): void {
    if (Date.now() - this.loadedAt > REFRESH_MS) this.load();
  }

  private load(): void {
    const { hass, format } = this;
    if (!hass || !format) return;
    const period = (this.period ??= monthOf(Date.now(), format.timeZone));
    this.loadedAt = Date.now();
    const question = isYear(period)
      ? { type: 'solar_charging/sessions/year', year: period }
      : { type: 'solar_charging/sessions/month', month: period };
    hass.callWS<Found>(question).then(
      (data) => {
        if (period === this.period) this.data = data;
      },
      () => {
        // Not running: the next change asks again.
        this.loadedAt = 0;
      },
    );
    if (isYear(period)) return;
    const { language } = hass;
    hass.callWS<StatementMonth>({ type: 'solar_charging/statements/month', month: period, language }).then(
      (found) => {
        if (period === this.period) this.statements = found;
      },
      () => {
        // The sessions are shown all the same.
        this.statements = null;
      },
    );
  }

  override render(): TemplateResult | typeof nothing {
    const { context, data } = this;
    if (!context) return nothing;
    if (!data) {
      if (!this.loadedAt) this.load();
      return nothing;
    }
    const { text } = context;
    return html`<section aria-label=${text('sessions.title')}>
      ${this.header(context, data)}
      ${
        data.totals.energy_delivered_watt_hours > 0 || ('month' in data && data.sessions.length)
          ? html`${totals(context, data)} ${this.bars(context, data)}
            ${'month' in data ? html`${this.list(context, data)} ${this.accounts(context)}` : nothing}`
          : html`<p class="muted">${text('sessions.none')}</p>`
      }
    </section>`;
  }

  private header({ text, format }: Context, data: Found): TemplateResult {
    const period = 'month' in data ? data.month : data.year;
    const { length } = period;
    const isLast = period >= monthOf(Date.now(), format.timeZone).slice(0, length);
    const step = (by: number, label: string, icon: string, isOff: boolean): TemplateResult =>
      html`<button class="step" aria-label=${label} ?disabled=${isOff} @click=${() => {
        this.go(periodBeside(period, by));
      }}>
        <ha-icon icon=${icon}></ha-icon>
      </button>`;
    const [back, on] = this.dir === 'rtl' ? (['right', 'left'] as const) : (['left', 'right'] as const);
    const month = monthOf(Date.now(), format.timeZone);
    return html`<header>
      <h3 class="grow">${text('sessions.title')}</h3>
      <div class="choice" role="group" aria-label=${text('sessions.period')}>
        ${choice(text('sessions.month'), 'month' in data, () => {
          // Of the year that is shown, its last month; of this one, the present.
          this.go(month.startsWith(period) ? month : `${period}-12`);
        })}
        ${choice(text('sessions.year'), 'year' in data, () => {
          this.go(period.slice(0, 4));
        })}
      </div>
      <span class="steps">
        ${step(-1, text('sessions.before'), `mdi:chevron-${back}`, period <= data.first_month.slice(0, length))}
        <span class="month">${'month' in data ? format.month(middleOf(period)) : period}</span>
        ${step(1, text('sessions.after'), `mdi:chevron-${on}`, isLast)}
      </span>
    </header>`;
  }

  private bars(context: Context, data: Found): TemplateResult {
    const units = unitsOf(data.totals);
    const unit = units.includes(this.unit) ? this.unit : 'energy';
    const { currency } = data;
    const labels = { energy: 'kWh', money: context.format.currencySign(currency), co2: 'CO₂' };
    const { text } = context;
    return html`<div class="head">
        ${
          unit === 'energy'
            ? nothing
            : html`<span class="grow muted small"
              ><i class="dot of-grid"></i> ${unit === 'money' ? text('sessions.cost') : 'CO₂'}
              <i class="dot of-solar"></i> ${text(unit === 'money' ? 'sessions.saved' : 'sessions.co2')}</span
            >`
        }
        ${
          units.length > 1
            ? html`<div class="choice" role="group" aria-label=${text('sessions.unit')}>
              ${units.map((one) =>
                choice(labels[one], one === unit, () => {
                  this.unit = one;
                }),
              )}
            </div>`
            : nothing
        }
      </div>
      ${figure(context, data, unit)}`;
  }

  private list(context: Context, data: SessionMonth): TemplateResult {
    const { text, format } = context;
    const title = text('sessions.list', { month: format.month(middleOf(data.month)) });
    return html`<ul class="list" aria-label=${title}>
        ${[...data.sessions].reverse().map((one) => row(context, one, data.currency))}
      </ul>
      <button class="text-button" @click=${() => {
        download(data);
      }}>${text('action.export')}</button>`;
  }

  /** Whose energy it was; each with its statement to print. */
  private accounts({ text, format }: Context): TemplateResult | typeof nothing {
    const found = this.statements;
    if (!found?.statements.length || found.month !== this.period) return nothing;
    return html`<h3>${text('statements.title')}</h3>
      <ul class="list">
        ${found.statements.map((one) => {
          const name = one.name ?? text(one.is_guest ? 'statements.guests' : 'sessions.guest');
          const amount =
            one.amount === null ? nothing : ` · ${format.money(Number(one.amount), found.currency)}`;
          return html`<li>
            <span class="clip"><ha-icon icon=${one.is_person ? 'mdi:account' : 'mdi:car'}></ha-icon> ${name}</span>
            <span class="number end"
              >${format.energy(one.energy_delivered_watt_hours)}${amount}
              <button class="step" aria-label=${text('statements.open', { name })} @click=${() => {
                save(one.html, 'text/html', `solar-charging-${found.month}-${fileName(one)}.html`);
              }}>
                <ha-icon icon="mdi:file-download-outline"></ha-icon></button
            ></span>
          </li>`;
        })}
      </ul>`;
  }

  private go(period: string): void {
    this.period = period;
    this.load();
  }

  static override styles = [
    palette,
    controls,
    parts,
    css`
      header {
        display: flex;
        align-items: center;
        gap: 4px;
        flex-wrap: wrap;
        margin-bottom: 8px;
      }
      .steps,
      .choice,
      .head {
        display: flex;
        align-items: center;
      }
      header .grow {
        min-width: max-content;
      }
      .steps {
        margin-inline: auto;
      }
      .head {
        justify-content: flex-end;
        gap: 8px;
        flex-wrap: wrap;
      }
      .head .dot:not(:first-child) {
        margin-inline-start: 8px;
      }
      .month {
        min-width: 7.5em;
        text-align: center;
      }
      .choice {
        gap: 2px;
        padding: 3px;
        border-radius: 18px;
        background: var(--secondary-background-color, #f5f5f5);
      }
      .choice button {
        min-height: 32px;
        padding: 0 12px;
        border-radius: 15px;
        font-size: 0.9rem;
      }
      .choice button[aria-pressed='true'] {
        background: var(--card-background-color, #fff);
        box-shadow: 0 1px 3px rgba(0, 0, 0, 0.25);
        font-weight: 500;
      }
      .step {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        border-radius: 50%;
      }
      .step[disabled] {
        opacity: 0.35;
      }
      .totals {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
        gap: 12px;
        margin: 12px 0;
      }
      .totals div {
        display: grid;
        gap: 2px;
      }
      .totals b {
        font-size: 1.25rem;
        font-weight: 500;
      }
      .totals dt {
        order: 1;
      }
      .totals dd {
        margin: 0;
      }
      .days {
        position: relative;
        display: flex;
        gap: 2px;
        height: 96px;
        margin: 20px 0 24px;
        border-block: 1px solid var(--line);
      }
      .days figcaption {
        position: absolute;
        inset-inline-end: 0;
        bottom: 100%;
      }
      .days .day {
        position: relative;
        flex: 1;
        display: flex;
        flex-direction: column-reverse;
      }
      .days i {
        background: var(--of);
      }
      .days b {
        position: absolute;
        top: 100%;
        inset-inline-start: 0;
        font-size: 0.75rem;
        font-weight: 400;
      }
      .list {
        margin: 0 0 4px;
        padding: 0;
        list-style: none;
      }
      .list li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 12px;
        padding: 10px 0;
        border-top: 1px solid var(--line);
      }
      .list .shares {
        grid-column: 1 / -1;
        height: 6px;
      }
      .end {
        text-align: end;
      }
      :host([dir='rtl']) .clip {
        text-align: right;
      }
      :host([dir='rtl']) .end {
        text-align: left;
      }
    `,
  ];
}

function totals(context: Context, { totals: of, currency }: Found): TemplateResult {
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

function middleOf(month: string): Date {
  return new Date(`${month}-15T12:00:00Z`);
}

function choice(words: string, isChosen: boolean, choose: () => void): TemplateResult {
  return html`<button aria-pressed=${String(isChosen)} @click=${choose}>${words}</button>`;
}

/** An amount in a bar's unit, as words. */
function amountOf(format: Format, unit: Unit, amount: number, currency: string): string {
  if (unit === 'energy') return format.energy(amount);
  return unit === 'money' ? format.money(amount, currency) : `${format.number(amount / 1000, 1)} kg`;
}

/** A bar for each day or month, by where its energy came from; read by touch or pointer, and in words by what the list says. */
function figure(context: Context, data: Found, unit: Unit): TemplateResult {
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

function row(context: Context, one: SessionRow, currency: string): TemplateResult {
  const { text, format } = context;
  const start = new Date(one.start);
  const until = one.end ? format.time(new Date(one.end)) : text('sessions.now');
  const percent = solarPercent(one);
  return html`<li>
    <span class="clip">${one.vehicle_name ?? text('sessions.guest')} <span class="muted small">${one.charger}</span></span>
    <b class="number end">${format.energy(one.energy_delivered_watt_hours)}</b>
    <span class="muted small">${format.day(start)}, ${format.time(start)}–${until}</span>
    <span class="muted small number end">
      ${[
        percent === null ? [] : text('charger.from_sun', { percent: format.percent(percent) }),
        one.cost === null ? [] : format.money(one.cost, currency),
      ]
        .flat()
        .join(' · ')}
    </span>
    ${shares(context, one)}
  </li>`;
}

function download(data: SessionMonth): void {
  save(csvOf(data), 'text/csv', `solar-charging-${data.month}.csv`);
}

/** Letters and digits of any language; what else a name has is none of a file's. */
function fileName({ name, is_guest: isGuest }: StatementRow): string {
  return name?.replace(/[^\p{L}\p{N}]+/gu, '-') ?? (isGuest ? 'guests' : 'other');
}

function save(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
