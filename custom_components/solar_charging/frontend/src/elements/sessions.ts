/** A month or a year of sessions: totals by source, what they cost and saved, bars, and a month's list. */

import { html, nothing, type TemplateResult } from 'lit';
import type { SessionMonth, SessionRow, StatementMonth, StatementRow } from '../data/api';
import { type Unit, unitsOf } from '../logic/session-bars';
import { csvOf, isYear, monthOf, periodBeside, solarPercent } from '../logic/sessions';
import type { Context } from '../parts/context';
import { choice, figure, type Found, middleOf, totals } from '../parts/session-figure';
import { shares } from '../parts/shares';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { sessionsStyles } from '../styles/sessions';
import { defineOnce } from './define';
import { StoreElement } from './part';
import type { SolarChargingReplay } from './replay';

// The session under way grows; totals need no second hand.
const REFRESH_MS = 60_000;

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
  private replay: SolarChargingReplay | null = null;

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
      <button class="text-button" data-action="replay" @click=${() => void this.openReplay(context)}>
        ${text('replay.title')}
      </button>
    </section>`;
  }

  private async openReplay(context: Context): Promise<void> {
    const { SolarChargingReplay } = await import('./replay');
    defineOnce('solar-charging-replay', SolarChargingReplay);
    this.replay ??= this.renderRoot.appendChild(new SolarChargingReplay());
    await this.replay.open(context);
  }

  private header({ text, format }: Context, data: Found): TemplateResult {
    const period = 'month' in data ? data.month : data.year;
    const { length } = period;
    const month = monthOf(Date.now(), format.timeZone);
    const isLast = period >= month.slice(0, length);
    const step = (by: number, label: string, icon: string, isOff: boolean): TemplateResult =>
      html`<button class="step" aria-label=${label} ?disabled=${isOff} @click=${() => {
        // From what was asked for last: a second press comes before the first is answered.
        const to = periodBeside(this.period ?? period, by);
        if (to >= data.first_month.slice(0, to.length) && to <= month.slice(0, to.length)) this.go(to);
      }}>
        <ha-icon icon=${icon}></ha-icon>
      </button>`;
    const [back, on] = this.dir === 'rtl' ? (['right', 'left'] as const) : (['left', 'right'] as const);
    return html`<header>
      <h3 class="grow">${text('sessions.title')}</h3>
      <div class="choice" role="group" aria-label=${text('sessions.period')}>
        ${choice(text('sessions.month'), 'month' in data, () => {
          // Of the year that is shown, its last month; of this one, the present.
          if (isYear(period)) this.go(month.startsWith(period) ? month : `${period}-12`);
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

  static override styles = [palette, controls, parts, sessionsStyles];
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
