/** "What would it have done?": asks for past days to be replayed, shows how far that is, and the answer with a picture of each day. */

import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import type { Replay, ReplayCurves, ReplayEvent, ReplayRow } from '../data/api';
import { midnight } from '../data/day';
import { messageOf } from '../data/errors';
import { line, linear, type Point } from '../logic/chart';
import { pointsOf } from '../logic/replay';
import type { Context } from '../parts/context';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { replayStyles } from '../styles/replay';

const DAY_MS = 86_400_000;
// What the recorder usually keeps.
const MOST_DAYS = 10;
const WIDTH = 560;
const HEIGHT = 170;
const SELECT = 'component.solar_charging.entity.select.';
const LINES = [
  ['generation', 'chart.generation', 'generation_w'],
  ['load', 'chart.load', 'house_load_w'],
  ['real', 'replay.real', 'recorded_w'],
  ['would', 'replay.would', 'replayed_w'],
] as const;

export class SolarChargingReplay extends LitElement {
  static override properties = {
    context: { attribute: false },
    charger: { state: true },
    progress: { state: true },
    answer: { state: true },
    error: { state: true },
    day: { state: true },
  };

  declare context: Context | null;
  declare charger: string | null;
  /** From 0 to 1 while it is calculated, else null. */
  declare progress: number | null;
  declare answer: Replay | null;
  declare error: string | null;
  /** The day of the picture: 0 is the first. */
  declare day: number;
  private end: (() => Promise<void>) | null = null;
  private asked = 0;

  constructor() {
    super();
    this.context = this.charger = this.progress = this.answer = this.error = null;
    this.day = 0;
  }

  async open(context: Context): Promise<void> {
    this.dir = document.documentElement.dir || 'ltr';
    this.context = context;
    await this.updateComplete;
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
  }

  private readonly start = (event: Event): void => {
    event.preventDefault();
    const { context } = this;
    const evse = this.charger ?? context?.store.chargers?.[0]?.id;
    if (!context || !evse) return;
    const data = new FormData(event.target as HTMLFormElement);
    const number = (name: string): number => Number(data.get(name)) || 0;
    const readyBy = data.get('ready_by') as string | null;
    const question = {
      type: 'solar_charging/replay',
      evse_id: evse,
      days: number('days') || MOST_DAYS,
      extra_kwp: number('extra_kwp'),
      ...(number('starts_at_kw') ? { starts_at_kw: number('starts_at_kw') } : {}),
      ...(readyBy ? { ready_by: readyBy } : {}),
      language: context.hass.language,
    };
    this.cancel();
    this.answer = this.error = null;
    this.progress = 0;
    const { asked } = this;
    const listen = (message: Record<string, unknown>): void => {
      if (asked === this.asked) this.take(message);
    };
    context.hass.connection.subscribeMessage(listen, question, { resubscribe: false }).then(
      (end) => {
        if (asked === this.asked) this.end = end;
        else void end();
      },
      (error: unknown) => {
        if (asked === this.asked) this.take({ error: messageOf(error) });
      },
    );
  };

  private take({ progress, answer, error }: ReplayEvent): void {
    if (progress !== undefined) {
      this.progress = progress;
      return;
    }
    this.cancel();
    this.answer = answer ?? null;
    this.error = error ?? null;
    this.day = 0;
  }

  /** Whoever is no longer listened to ends. */
  private readonly cancel = (): void => {
    this.asked++;
    this.progress = null;
    void this.end?.().catch(() => undefined);
    this.end = null;
  };

  private readonly close = (): void => {
    this.cancel();
    this.renderRoot.querySelector('dialog')?.close();
  };

  override render(): TemplateResult | typeof nothing {
    const { context, answer, error, progress } = this;
    if (!context) return nothing;
    const { text } = context;
    return html`<dialog aria-labelledby="title" @close=${this.cancel}>
      <form @submit=${this.start}>
        <header>
          <h3 id="title" class="grow">${text('replay.title')}</h3>
          <button type="button" class="icon" aria-label=${text('action.close')} @click=${this.close}>
            <ha-icon icon="mdi:close"></ha-icon>
          </button>
        </header>
        <div class="body">
          ${this.fields(context)}
          ${
            progress === null
              ? nothing
              : html`<progress max="1" .value=${progress} aria-label=${text('replay.title')}></progress>`
          }
          ${error ? html`<p class="error" role="alert">${text('replay.failed', { error })}</p>` : nothing}
          ${answer ? this.shown(context, answer) : nothing}
        </div>
        <footer>
          ${
            progress === null
              ? html`<button class="text-button" data-action="start">${text('replay.start')}</button>`
              : html`<button type="button" class="text-button" data-action="cancel" @click=${this.cancel}>
                ${text('replay.cancel')}
              </button>`
          }
        </footer>
      </form>
    </dialog>`;
  }

  private fields({ text, store }: Context): TemplateResult {
    const chargers = store.chargers ?? [];
    return html`<div class="fields">
      ${
        chargers.length > 1
          ? html`<select
              aria-label=${text('flow.evses')}
              @change=${(event: Event) => {
                this.charger = (event.target as HTMLSelectElement).value;
              }}
            >
              ${chargers.map(({ id, decision }) => html`<option value=${id}>${decision.name}</option>`)}
            </select>`
          : nothing
      }
      <label>${text('replay.days')}<input name="days" type="number" min="1" max="31" value="7" /></label>
      <label>${text('replay.kwp')}<input name="extra_kwp" type="number" min="-50" max="50" step="any" /></label>
      <label>${text('replay.starts_at')}<input name="starts_at_kw" type="number" min="0.2" max="22" step="any" /></label>
      <label>${text('ready.title')}<input name="ready_by" type="time" /></label>
    </div>`;
  }

  private shown(context: Context, answer: Replay): TemplateResult {
    const { text } = context;
    if ('lacks' in answer) return html`<p role="status">${text('replay.lacks')}</p>`;
    return html`<p role="status">${answer.text}</p>
      ${answer.curves ? this.picture(context, answer.curves) : nothing}
      <table>
        <thead>
          <tr>
            <td></td>
            <th>kWh</th>
            <th>${text('flow.grid')}</th>
            <th>${text('sessions.cost')}</th>
            <th>${text('replay.starts')}</th>
          </tr>
        </thead>
        <tbody>
          ${row(context, text('replay.real'), answer.recorded)}
          ${answer.replayed.map((one) => row(context, label(context, one), one))}
        </tbody>
      </table>
      <p class="muted small">${answer.confidence.text}</p>`;
  }

  private picture({ text, format }: Context, curves: ReplayCurves): TemplateResult {
    const first = midnight(Date.parse(curves.start), format.timeZone);
    const from = midnight(first + this.day * DAY_MS + DAY_MS / 2, format.timeZone);
    const isInside = ({ at }: Point): boolean => at >= from && at < from + DAY_MS;
    const drawn = LINES.map(([of, key, name]) => ({
      of,
      key,
      points: pointsOf(curves, name).filter(isInside),
    }));
    const most = Math.max(1000, ...drawn.flatMap(({ points }) => points.map(({ value }) => value)));
    const [x, y] = [linear([from, from + DAY_MS], [0, WIDTH]), linear([0, most], [HEIGHT, 4])];
    const days = Math.ceil(
      (Date.parse(curves.start) + curves.generation_w.length * 900_000 - first) / DAY_MS,
    );
    const step = (by: number, name: string, icon: string): TemplateResult =>
      html`<button
        type="button"
        class="icon"
        aria-label=${name}
        ?disabled=${this.day + by < 0 || this.day + by >= days}
        @click=${() => {
          this.day += by;
        }}
      >
        <ha-icon icon=${icon}></ha-icon>
      </button>`;
    return html`<figure>
      <figcaption>
        ${step(-1, text('sessions.before'), 'mdi:chevron-left')}
        <span>${format.day(new Date(from + DAY_MS / 2))}</span>
        ${step(1, text('sessions.after'), 'mdi:chevron-right')}
      </figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
        ${drawn.map(({ of, points }) => svg`<path class=${of} d=${line(points, x, y, 1_800_000)}></path>`)}
      </svg>
      <ul>
        ${drawn.map(({ of, key }) => html`<li><i class=${of}></i>${text(key)}</li>`)}
      </ul>
    </figure>`;
  }

  static override styles = [palette, controls, replayStyles];
}

function label({ hass }: Context, row: ReplayRow): string {
  const of = (key: string, state: string): string => hass.localize(`${SELECT}${key}.state.${state}`) || state;
  const mode = of('mode', row.mode);
  if (row.ready_by) return `${mode} · ${row.ready_by}`;
  if (row.phases) return `${mode} · ${row.phases.map((phases) => `${String(phases)}p`).join('/')}`;
  return row.mode === 'solar_only'
    ? `${mode} · ${of('switching_preference', row.switching_preference)}`
    : mode;
}

function row(
  { format }: Context,
  name: string,
  one: { energy_kwh: number; grid_kwh: number; grid_cost?: number; starts?: number },
): TemplateResult {
  return html`<tr>
    <th>${name}</th>
    <td>${format.number(one.energy_kwh, 1)}</td>
    <td>${format.number(one.grid_kwh, 1)}</td>
    <td>${one.grid_cost === undefined ? '–' : format.money(one.grid_cost)}</td>
    <td>${one.starts ?? '–'}</td>
  </tr>`;
}
