/** Power over time: measured, expected with its band, planned; read by touch, mouse or arrow keys. */

import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import { midnight } from '../data/day';
import { between, line, linear, type Scale, steps, ticks } from '../logic/chart';
import { energyBetween, GAP_MS, highest, type Reading, readingAt, type Series } from '../logic/daychart';
import type { Format } from '../logic/format';
import { chartStyles } from '../styles/chart';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import type { Text } from '../texts';

const HEIGHT = 210;
const TOP = 12;
const BOTTOM = 22;
const HOUR_MS = 3_600_000;
const KEY_STEP_MS = 15 * 60_000;
const LEAST_WIDTH = 240;

interface Frame {
  width: number;
  left: number;
  right: number;
  x: Scale;
  y: Scale;
  top: number;
}

export class SolarChargingChart extends LitElement {
  static override properties = {
    series: { attribute: false },
    text: { attribute: false },
    format: { attribute: false },
    now: { attribute: false },
    currency: { attribute: false },
    width: { state: true },
    readAt: { state: true },
  };

  declare series: Series | null;
  declare text: Text;
  declare format: Format;
  declare now: number;
  declare currency: string;
  declare width: number;
  declare readAt: number | null;
  private observer: ResizeObserver | null = null;

  constructor() {
    super();
    this.series = null;
    this.now = Date.now();
    this.currency = '';
    this.width = 0;
    this.readAt = null;
  }

  override firstUpdated(): void {
    this.measure();
    // Where there is none, in a very old browser, the first width stays.
    if (typeof ResizeObserver === 'undefined') return;
    this.observer = new ResizeObserver(() => {
      this.measure();
    });
    this.observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.observer = null;
  }

  override updated(changes: PropertyValues): void {
    if (changes.has('series') && !this.width) this.measure();
  }

  private measure(): void {
    const width = Math.max(Math.round(this.clientWidth), LEAST_WIDTH);
    if (width !== this.width) this.width = width;
  }

  override render(): TemplateResult | typeof nothing {
    const { series, text } = this;
    if (!series || !this.width) return nothing;
    const hasAny = series.generation.length + series.expected.length + series.cars.length > 0;
    if (!hasAny) return html`<p class="muted">${text('chart.empty')}</p>`;
    const frame = this.frame(series);
    return html`<div
        class="plot"
        tabindex="0"
        role="group"
        aria-label=${this.summary(series)}
        @pointermove=${(event: PointerEvent) => {
          this.point(event, frame, series);
        }}
        @pointerdown=${(event: PointerEvent) => {
          this.point(event, frame, series);
        }}
        @pointerleave=${() => {
          this.readAt = null;
        }}
        @keydown=${(event: KeyboardEvent) => {
          this.key(event, series);
        }}
        @blur=${() => {
          this.readAt = null;
        }}
      >
        <svg width=${this.width} height=${HEIGHT} viewBox="0 0 ${this.width} ${HEIGHT}" aria-hidden="true">
          ${this.grid(frame, series)} ${this.curves(frame, series)} ${this.marks(frame, series)}
        </svg>
        ${this.reading(frame, series)}
      </div>
      ${this.legend(series)}`;
  }

  private frame(series: Series): Frame {
    const [left, right] = [40, series.price.length ? 38 : 8];
    const scale = ticks(highest(series));
    const top = scale[scale.length - 1] ?? 1;
    return {
      width: this.width,
      left,
      right,
      top,
      x: linear([series.from, series.to], [left, this.width - right]),
      y: linear([0, top], [HEIGHT - BOTTOM, TOP]),
    };
  }

  private grid({ left, right, width, x, y, top }: Frame, series: Series): unknown {
    const hours: number[] = [];
    const every = (width < 420 ? 12 : 6) * HOUR_MS;
    // Midnights are where the chart begins and every 24 hours on; the next 48 hours begin at a full hour.
    for (let at = series.from; at <= series.to; at += every) hours.push(at);
    return svg`${ticks(top).map(
      (value) => svg`<line class="rule" x1=${left} x2=${width - right} y1=${y(value)} y2=${y(value)}></line>
        <text class="tick" x=${left - 6} y=${y(value) + 4} text-anchor="end">${this.kilowatts(value, value === top)}</text>`,
    )}
    ${hours.map(
      (at, index) => svg`<text class="tick" x=${x(at)} y=${HEIGHT - 6}
        text-anchor=${index === 0 ? 'start' : index === hours.length - 1 ? 'end' : 'middle'}>${this.hour(at)}</text>`,
    )}`;
  }

  private kilowatts(value: number, isTop: boolean): string {
    return `${this.format.number(value / 1000, value % 1000 ? 1 : 0)}${isTop ? ' kW' : ''}`;
  }

  /** Midnight is a new day's name; other hours stay short. */
  private hour(at: number): string {
    const date = new Date(at);
    return at === midnight(at, this.format.timeZone) ? this.format.weekday(date) : this.format.hour(date);
  }

  private curves({ x, y }: Frame, series: Series): unknown {
    const zero = (points: Series['cars']): Series['cars'] => points.map(({ at }) => ({ at, value: 0 }));
    return svg`
      <path class="band" d=${between(series.high, series.low, x, y)}></path>
      ${this.purchases(series, x, y)}
      <path class="area generation" d=${between(series.generation, zero(series.generation), x, y)}></path>
      <path class="area cars" d=${between(series.cars, zero(series.cars), x, y)}></path>
      <path class="curve expected" d=${line(series.expected, x, y)}></path>
      <path class="curve generation" d=${line(series.generation, x, y, GAP_MS)}></path>
      <path class="curve load" d=${line(series.load, x, y, 7 * GAP_MS)}></path>
      <path class="curve cars" d=${line(series.cars, x, y, GAP_MS)}></path>
      ${this.price(series, x)}`;
  }

  private purchases(series: Series, x: Scale, y: Scale): unknown {
    return series.purchases.map(
      ({ from, to, watts, isReserve }) => svg`<rect class="purchase ${isReserve ? 'reserve' : ''}"
        x=${x(from)} y=${y(watts)} width=${Math.max(x(to) - x(from), 1)} height=${y(0) - y(watts)}></rect>`,
    );
  }

  private price({ price }: Series, x: Scale): unknown {
    if (!price.length) return nothing;
    const values = price.map(({ value }) => value);
    const scale = ticks(Math.max(...values, 0.01), 3);
    const [low, high] = [Math.min(...values, 0), scale[scale.length - 1] ?? 1];
    const y = linear([low, high], [HEIGHT - BOTTOM, TOP]);
    const marks = scale.filter((value) => value > 0);
    const digits = high < 10 ? 2 : 0;
    return svg`<path class="curve price" d=${steps(price, x, y)}></path>
      ${marks.map(
        (value) =>
          svg`<text class="tick" x=${this.width - 2} y=${y(value) + 4} text-anchor="end">${this.format.number(value, digits)}</text>`,
      )}`;
  }

  private marks({ x, y, top }: Frame, series: Series): unknown {
    const [head, foot] = [y(top), y(0)];
    const isVisible = this.now >= series.from && this.now <= series.to;
    return svg`
      ${isVisible ? svg`<line class="now" x1=${x(this.now)} x2=${x(this.now)} y1=${head} y2=${foot}></line>` : nothing}
      ${series.departures.map(
        (at) => svg`<line class="departure" x1=${x(at)} x2=${x(at)} y1=${head} y2=${foot}></line>
          <circle class="departure" cx=${x(at)} cy=${head} r="4"></circle>`,
      )}`;
  }

  private reading({ x, left, width }: Frame, series: Series): unknown {
    if (this.readAt === null) return nothing;
    const at = this.readAt;
    const position = x(at);
    const isRight = position > left + (width - left) / 2;
    const side = isRight ? `right:${String(width - position + 10)}px` : `left:${String(position + 10)}px`;
    return html`<span class="needle" style="left:${String(position)}px"></span>
      <div class="reading" role="status" style=${side}>
        <b>${this.format.weekday(new Date(at))} ${this.format.time(new Date(at))}</b>
        ${this.values(readingAt(series, at)).map(
          ([color, name, value]) =>
            html`<span><i class="dot of-${color}"></i>${name} <b class="number">${value}</b></span>`,
        )}
      </div>`;
  }

  private values(one: Reading): [string, string, string][] {
    const { text, format } = this;
    const found: [string, string, string][] = [];
    const add = (color: string, name: string, watts: number | null): void => {
      if (watts !== null) found.push([color, name, format.power(watts)]);
    };
    add('solar', text('chart.generation'), one.generation);
    if (one.generation === null) {
      add('solar', text('chart.expected'), one.expected);
      if (one.low !== null && one.high !== null && one.high > 0) {
        found.push(['band', text('chart.band'), `${format.power(one.low)}–${format.power(one.high)}`]);
      }
    }
    add('home', text('chart.load'), one.load);
    add('evse', text('chart.cars'), one.cars);
    if (one.purchase) {
      add('grid', text(one.purchase.isReserve ? 'chart.reserve' : 'chart.plan'), one.purchase.watts);
    }
    if (one.price !== null)
      found.push(['price', text('chart.price'), format.money(one.price, this.currency)]);
    return found;
  }

  private legend(series: Series): TemplateResult {
    const { text } = this;
    const hasReserve = series.purchases.some(({ isReserve }) => isReserve);
    const entries: [boolean, string, string][] = [
      [series.generation.length > 0, 'solar', text('chart.generation')],
      [series.expected.length > 0, 'band', `${text('chart.expected')} (${text('chart.band')})`],
      [series.load.length > 0, 'home', text('chart.load')],
      [series.cars.length > 0, 'evse', text('chart.cars')],
      [series.purchases.some(({ isReserve }) => !isReserve), 'grid', text('chart.plan')],
      [hasReserve, 'reserve', text('chart.reserve')],
      [series.price.length > 0, 'price', text('chart.price')],
      [series.departures.length > 0, 'departure', text('chart.departure')],
    ];
    return html`<div class="legend small">
      ${entries.map(([is, color, name]) => (is ? html`<span><i class="dot of-${color}"></i>${name}</span>` : nothing))}
    </div>`;
  }

  private summary(series: Series): string {
    const { format } = this;
    const midnight = series.from + 24 * HOUR_MS;
    return this.text('chart.summary', {
      generated: format.energy(energyBetween(series.generation, series.from, this.now)),
      rest: format.energy(energyBetween(series.expected, this.now, midnight)),
      tomorrow: format.energy(energyBetween(series.expected, midnight, series.to)),
    });
  }

  private point(event: PointerEvent, { x }: Frame, series: Series): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const from = x(series.from);
    const part = (event.clientX - box.left - from) / (x(series.to) - from);
    this.readAt = series.from + Math.min(Math.max(part, 0), 1) * (series.to - series.from);
  }

  private key(event: KeyboardEvent, series: Series): void {
    const step = { ArrowLeft: -KEY_STEP_MS, ArrowRight: KEY_STEP_MS }[event.key];
    if (event.key === 'Escape') this.readAt = null;
    if (!step) return;
    event.preventDefault();
    this.readAt = Math.min(Math.max((this.readAt ?? this.now) + step, series.from), series.to);
  }

  static override styles = [palette, controls, chartStyles];
}
