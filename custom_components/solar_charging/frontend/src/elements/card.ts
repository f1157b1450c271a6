/** The card: why the car charges or waits, where power flows, what can be done, and what today and tomorrow bring. */

import { css, html, nothing, type TemplateResult } from 'lit';
import { type CardConfig, checked, type PartName, partsOf } from '../config';
import type { Charger } from '../data/store';
import { charger as chargerPart } from '../parts/charger';
import type { Context } from '../parts/context';
import { flow } from '../parts/flow';
import { hints, night, noCharger, notices } from '../parts/notices';
import { status } from '../parts/status';
import { why } from '../parts/why';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { parts } from '../styles/parts';
import { loadAllTexts, textsFor } from '../texts';
import { ChargerControl } from './control';
import type { SolarChargingReadyBy } from './ready-by';
import { define, type LazyElement } from './lazy';
import { StoreElement } from './part';

const HEIGHT_PX = 56;

export class SolarChargingCard extends StoreElement {
  static override properties = { config: { state: true } };

  declare config: CardConfig;
  /** Parts whose code could not be fetched. */
  private readonly missing = new Set<LazyElement>();
  private wasConnected = true;
  private readonly control = new ChargerControl(
    this,
    (charger) => void this.openReadyBy(charger),
    () => void this.fetch('solar-charging-facts'),
  );

  constructor() {
    super();
    this.config = { type: '' };
  }

  setConfig(config: CardConfig): void {
    this.config = checked(config);
    const shown = partsOf(this.config);
    if (shown.includes('chargers')) void this.fetch('solar-charging-soc');
    if (shown.includes('chart')) void this.fetch('solar-charging-day');
    if (shown.includes('sessions')) void this.fetch('solar-charging-sessions');
  }

  private async fetch(name: LazyElement): Promise<void> {
    try {
      await define(name);
      this.missing.delete(name);
    } catch {
      this.missing.add(name);
    }
    this.requestUpdate();
  }

  /** What a connected page cannot fetch is no longer there: a newer build has taken the place of this one. */
  private get isOutdated(): boolean {
    return this.missing.size > 0 && (this.store?.isConnected ?? false);
  }

  protected override changed(): void {
    super.changed();
    const isConnected = this.store?.isConnected ?? false;
    if (isConnected && !this.wasConnected) for (const name of this.missing) void this.fetch(name);
    this.wasConnected = isConnected;
  }

  static getStubConfig(): Partial<CardConfig> {
    return {};
  }

  static async getConfigForm(): Promise<unknown> {
    const language = document.documentElement.lang || 'en';
    const [{ formOf }] = await Promise.all([import('./editor'), loadAllTexts(language)]);
    return formOf(textsFor(language));
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
    if (!store.isRunning) return status(context, this.isOutdated);
    const chargers = this.chosen(context);
    const wanted = partsOf(this.config);
    const only = chargers.length === 1 ? chargers[0] : undefined;
    return html`${this.isMain || this.isOutdated ? status(context, this.isOutdated) : nothing}
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

  /**
   * With one charger its reason comes first; with several, each has its own with it. An element that is not known yet is left out:
   * what is set on it then would hide its accessors.
   */
  private rendered(
    context: Context,
    name: PartName,
    chargers: Charger[],
    only: Charger | undefined,
  ): unknown {
    const wanted = partsOf(this.config);
    const reason = (one: Charger): unknown => safely(context, () => why(context, one, this.control));
    const block = (one: Charger): unknown => safely(context, () => chargerPart(context, one, this.control));
    switch (name) {
      case 'why':
        // What all of them wait for is told once.
        return chargers.length
          ? html`${only ? reason(only) : nothing} ${safely(context, () => night(context))}`
          : noCharger(context);
      case 'flow':
        return safely(context, () => flow(context));
      case 'chargers':
        if (!chargers.length) return wanted.includes('why') ? nothing : noCharger(context);
        if (only) return block(only);
        return chargers.map((one) => html`<div class="one">${reason(one)} ${block(one)}</div>`);
      case 'chart':
        if (!customElements.get('solar-charging-day')) return nothing;
        return html`<solar-charging-day
          .hass=${context.hass}
          .chargers=${chargers.map(({ id }) => id)}
          .isFromNow=${this.config.chart_from_now ?? false}
        ></solar-charging-day>`;
      case 'sessions':
        if (!customElements.get('solar-charging-sessions')) return nothing;
        return html`<solar-charging-sessions .hass=${context.hass}></solar-charging-sessions>`;
    }
  }

  private async openReadyBy(charger: Charger): Promise<void> {
    await this.fetch('solar-charging-ready-by');
    const { context } = this;
    const dialog = this.renderRoot.querySelector<SolarChargingReadyBy>('solar-charging-ready-by');
    if (context && !this.missing.has('solar-charging-ready-by')) await dialog?.open(context, charger);
  }

  static override styles = [
    palette,
    controls,
    parts,
    css`
      ha-card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
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
        grid-template-columns: minmax(0, 1fr);
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
