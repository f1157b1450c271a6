/** The card: why the car charges or waits, where power flows, what can be done, and what today and tomorrow bring. */

import { css, html, nothing, type TemplateResult } from 'lit';
import { type CardConfig, checked, PARTS, type PartName, partsOf } from '../config';
import { type Day, loadDay, midnight } from '../data/day';
import type { Charger } from '../data/store';
import { energyBetween, seriesOf } from '../logic/daychart';
import { charger as chargerPart } from '../parts/charger';
import type { Context } from '../parts/context';
import { flow } from '../parts/flow';
import { hints, noCharger, notices } from '../parts/notices';
import { status } from '../parts/status';
import { why } from '../parts/why';
import { controls, palette, parts } from '../styles';
import { textsFor } from '../texts';
import { ChargerControl } from './control';
import type { SolarChargingReadyBy } from './dialog';
import { StoreElement } from './part';

const HOUR_MS = 3_600_000;
const HEIGHT_PX = 56;
// What was measured comes in every five minutes.
const DAY_FRESH_MS = 120_000;

export class SolarChargingCard extends StoreElement {
  static override properties = { config: { state: true }, day: { state: true } };

  declare config: CardConfig;
  declare day: Day | null;
  private dayAskedAt = 0;
  private readonly control = new ChargerControl(this, (charger) => {
    this.openReadyBy(charger);
  });

  constructor() {
    super();
    this.config = { type: '' };
    this.day = null;
  }

  setConfig(config: CardConfig): void {
    this.config = checked(config);
  }

  static getStubConfig(): Partial<CardConfig> {
    return {};
  }

  static getConfigForm(): unknown {
    const text = textsFor(document.documentElement.lang || 'en');
    return {
      schema: [
        {
          name: 'charger',
          selector: { device: { integration: 'solar_charging', entity: { domain: 'select' } } },
        },
        { name: 'compact', selector: { boolean: {} } },
        {
          name: 'show',
          selector: {
            select: {
              multiple: true,
              options: PARTS.map((value) => ({ value, label: text(`editor.${value}`) })),
            },
          },
        },
      ],
      computeLabel: ({ name }: { name: 'charger' | 'compact' | 'show' }) => text(`editor.${name}`),
      computeHelper: ({ name }: { name: string }) =>
        name === 'charger' ? text('editor.charger_help') : undefined,
      assertConfig: checked,
    };
  }

  getCardSize(): number {
    return Math.ceil((partsOf(this.config).length * 180) / HEIGHT_PX);
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6 };
  }

  protected override get context(): Context | null {
    const context = super.context;
    return context && { ...context, isCompact: this.config.compact ?? false };
  }

  protected override changed(): void {
    super.changed();
    const { hass, store, format } = this;
    if (!store?.home || !hass || !format || !partsOf(this.config).includes('chart')) return;
    if (Date.now() - this.dayAskedAt < DAY_FRESH_MS) return;
    this.dayAskedAt = Date.now();
    void loadDay(hass, store.home, format.timeZone).then((day) => (this.day = day));
  }

  override render(): TemplateResult | typeof nothing {
    const { context } = this;
    if (!context) return nothing;
    this.control.context = context;
    return html`<ha-card class=${context.isCompact ? 'compact' : ''}>
        ${this.isMain ? safely(context, () => notices(context)) : nothing} ${safely(context, () => this.body(context))}
      </ha-card>
      <solar-charging-ready-by></solar-charging-ready-by>`;
  }

  private body(context: Context): unknown {
    const { store } = context;
    if (!store.isRunning) return status(context);
    const chargers = this.chosen(context);
    const wanted = partsOf(this.config);
    const only = chargers.length === 1 ? chargers[0] : undefined;
    return html`${this.isMain ? status(context) : nothing}
    ${wanted.map((name) => this.rendered(context, name, chargers, only))}
    ${context.isCompact ? nothing : safely(context, () => (this.isMain ? hints(context) : null))}`;
  }

  /** Of several cards on one dashboard, the one with the chargers tells what is wrong. */
  private get isMain(): boolean {
    return partsOf(this.config).some((part) => part === 'why' || part === 'chargers');
  }

  private chosen({ store }: Context): Charger[] {
    const { charger } = this.config;
    const all = store.chargers ?? [];
    return charger ? all.filter(({ id }) => store.home?.chargers[id]?.device_id === charger) : all;
  }

  /** With one charger its reason comes first; with several, each has its own with it. */
  private rendered(
    context: Context,
    name: PartName,
    chargers: Charger[],
    only: Charger | undefined,
  ): unknown {
    const reason = (one: Charger): unknown => safely(context, () => why(context, one, this.control));
    const block = (one: Charger): unknown => safely(context, () => chargerPart(context, one, this.control));
    switch (name) {
      case 'why':
        return only ? reason(only) : nothing;
      case 'flow':
        return safely(context, () => flow(context));
      case 'chargers':
        if (!chargers.length) return noCharger(context);
        if (only) return block(only);
        return chargers.map((one) => html`<div class="one">${reason(one)} ${block(one)}</div>`);
      case 'chart':
        return safely(context, () => this.chart(context, chargers));
      case 'sessions':
        return html`<solar-charging-sessions .hass=${context.hass}></solar-charging-sessions>`;
    }
  }

  private chart({ text, format, store }: Context, chargers: Charger[]): unknown {
    if (!this.day) return nothing;
    const now = Date.now();
    const start = midnight(now, format.timeZone);
    const from = this.config.chart_from_now ? Math.floor(now / HOUR_MS) * HOUR_MS : start;
    const plans = chargers.map(({ plan }) => plan);
    const series = seriesOf(this.day, plans, from, from + 48 * HOUR_MS, now);
    const expected = seriesOf(this.day, [], start, start + 48 * HOUR_MS, now).expected;
    const [rest, next] = [
      energyBetween(expected, now, start + 24 * HOUR_MS),
      energyBetween(expected, start + 24 * HOUR_MS, start + 48 * HOUR_MS),
    ];
    return html`<section>
      <h3>
        <span class="grow">${text(this.config.chart_from_now ? 'chart.next48' : 'chart.title')}</span>
        ${
          expected.length
            ? html`<span class="muted small">
              ${text('chart.rest', { energy: format.energy(rest) })}, ${text('chart.next', { energy: format.energy(next) })}
            </span>`
            : nothing
        }
      </h3>
      <solar-charging-chart
        .series=${series}
        .text=${text}
        .format=${format}
        .now=${now}
        .currency=${store.home?.currency ?? ''}
      ></solar-charging-chart>
    </section>`;
  }

  private openReadyBy(charger: Charger): void {
    const { context } = this;
    const dialog = this.renderRoot.querySelector<SolarChargingReadyBy>('solar-charging-ready-by');
    if (context) void dialog?.open(context, charger);
  }

  static override styles = [
    palette,
    controls,
    parts,
    css`
      ha-card {
        display: grid;
        gap: 20px;
        padding: 16px;
        container-type: inline-size;
        height: auto;
      }
      ha-card.compact {
        gap: 12px;
        padding: 12px;
      }
      .one {
        display: grid;
        gap: 16px;
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
    `,
  ];
}

/** A fault in one part is told in its place and never empties the card. */
function safely({ text }: Context, render: () => unknown): unknown {
  try {
    return render() ?? nothing;
  } catch (error) {
    console.error('solar-charging-card:', error);
    return html`<p class="muted small">${text('state.part')}</p>`;
  }
}
