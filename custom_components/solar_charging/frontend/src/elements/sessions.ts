/** A month of sessions: totals by source, what they cost and saved, and the list. */

import { css, html, nothing, type TemplateResult } from 'lit';
import type { SessionMonth, SessionRow, StatementMonth, StatementRow } from '../data/api';
import { barsOf, csvOf, monthBeside, monthOf, solarPercent } from '../logic/sessions';
import type { Context } from '../parts/context';
import { shares, sharesOf, sharesText } from '../parts/shares';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { StoreElement } from './part';

// The session under way grows; totals need no second hand.
const REFRESH_MS = 60_000;

export class SolarChargingSessions extends StoreElement {
  static override properties = { month: { state: true }, data: { state: true }, statements: { state: true } };

  declare month: string | null;
  declare data: SessionMonth | null;
  declare statements: StatementMonth | null;
  private loadedAt = 0;
  private asked = '';

  constructor() {
    super();
    this.month = this.data = this.statements = null;
  }

  protected override changed(): void {
    if (Date.now() - this.loadedAt > REFRESH_MS) this.load();
  }

  private load(): void {
    const { hass, format } = this;
    if (!hass || !format) return;
    const month = this.month ?? monthOf(Date.now(), format.timeZone);
    this.month = this.asked = month;
    this.loadedAt = Date.now();
    hass.callWS<SessionMonth>({ type: 'solar_charging/sessions/month', month }).then(
      (data) => {
        if (month === this.asked) this.data = data;
      },
      () => {
        // Not running: the next change asks again.
        this.loadedAt = 0;
      },
    );
    const { language } = hass;
    hass.callWS<StatementMonth>({ type: 'solar_charging/statements/month', month, language }).then(
      (found) => {
        if (month === this.asked) this.statements = found;
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
        data.sessions.length
          ? html`${totals(context, data)} ${days(context, data)} ${this.list(context, data)} ${this.accounts(context)}`
          : html`<p class="muted">${text('sessions.none')}</p>`
      }
    </section>`;
  }

  private header({ text, format }: Context, { month, first_month: first }: SessionMonth): TemplateResult {
    const at = new Date(`${month}-15T12:00:00Z`);
    const isLast = month >= monthOf(Date.now(), format.timeZone);
    const step = (by: number, label: string, icon: string, isOff: boolean): TemplateResult =>
      html`<button class="step" aria-label=${label} ?disabled=${isOff} @click=${() => {
        this.go(monthBeside(month, by));
      }}>
        <ha-icon icon=${icon}></ha-icon>
      </button>`;
    const [back, on] = this.dir === 'rtl' ? (['right', 'left'] as const) : (['left', 'right'] as const);
    return html`<header>
      <h3 class="grow">${text('sessions.title')}</h3>
      ${step(-1, text('sessions.before'), `mdi:chevron-${back}`, month <= first)}
      <span class="month">${format.month(at)}</span>
      ${step(1, text('sessions.after'), `mdi:chevron-${on}`, isLast)}
    </header>`;
  }

  private list(context: Context, data: SessionMonth): TemplateResult {
    const { text, format } = context;
    const title = text('sessions.list', { month: format.month(new Date(`${data.month}-15T12:00:00Z`)) });
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
    if (!found?.statements.length || found.month !== this.month) return nothing;
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

  private go(month: string): void {
    this.month = month;
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
      .month {
        min-width: 7.5em;
        text-align: center;
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
    `,
  ];
}

function totals(context: Context, { totals: of, currency }: SessionMonth): TemplateResult {
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

/** A bar for each day, by where its energy came from; read by touch or pointer, and in words by what the list says. */
function days(context: Context, data: SessionMonth): TemplateResult {
  const { format, text } = context;
  const bars = barsOf(data, format.timeZone);
  const most = Math.max(...bars.map((one) => one.energy_delivered_watt_hours), 1);
  const part = (energy: number): string => `${String((100 * energy) / most)}%`;
  const at = (day: number): string =>
    format.day(new Date(`${data.month}-${String(day).padStart(2, '0')}${SAME_DAY_EVERYWHERE}`));
  const full = bars.filter((one) => one.energy_delivered_watt_hours > 0);
  const words = full.map((one) => `${at(one.day)}: ${format.energy(one.energy_delivered_watt_hours)}`);
  return html`<figure class="days" role="img" aria-label="${text('sessions.energy')}. ${words.join(', ')}">
    <figcaption class="muted small number">${format.energy(most)}</figcaption>
    ${bars.map((one) => {
      const title = `${at(one.day)}: ${format.energy(one.energy_delivered_watt_hours)}. ${sharesText(context, one)}`;
      return html`<span class="day" title=${one.energy_delivered_watt_hours > 0 ? title : nothing}>
        ${sharesOf(one).map(([kind, energy]) => html`<i class="of-${kind}" style="height:${part(energy)}"></i>`)}
        ${one.day % WEEK === 1 ? html`<b class="muted">${one.day}</b>` : nothing}
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
