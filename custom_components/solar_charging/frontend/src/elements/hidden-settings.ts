/** How many settings of a device are disabled, and a button that enables them. */

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Hass } from '../data/hass';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import { loadAllTexts, textsFor } from '../texts';

interface Entry {
  entity_id: string;
  platform: string;
  device_id: string | null;
  disabled_by: string | null;
  entity_category: string | null;
}

export class SolarChargingHiddenSettings extends LitElement {
  static override properties = { hass: { attribute: false }, ids: { state: true }, isDone: { state: true } };

  declare hass: Hass | null;
  declare ids: string[] | null;
  declare isDone: boolean;
  private device = '';
  private isAsked = false;

  constructor() {
    super();
    this.hass = this.ids = null;
    this.isDone = false;
  }

  setConfig(config: { device?: string }): void {
    this.device = config.device ?? '';
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6 };
  }

  override willUpdate(): void {
    if (this.isAsked || !this.hass?.user?.is_admin) return;
    this.isAsked = true;
    const entries = this.hass.callWS<Entry[]>({ type: 'config/entity_registry/list' });
    void Promise.all([entries, loadAllTexts(this.hass.language)]).then(([all]) => {
      this.ids = all
        .filter((one) => one.platform === 'solar_charging' && one.device_id === this.device)
        .filter((one) => one.disabled_by === 'integration' && one.entity_category === 'config')
        .map((one) => one.entity_id);
    });
  }

  override render(): TemplateResult | typeof nothing {
    const { hass, ids } = this;
    if (!hass || !ids?.length) return nothing;
    const text = textsFor(hass.language);
    if (this.isDone) return html`<p class="muted" role="status">${text('settings.showing')}</p>`;
    return html`<p>
      <span class="muted">${text('settings.hidden', { count: ids.length })}</span>
      <button class="text-button" @click=${() => this.enable(hass, ids)}>${text('settings.show')}</button>
    </p>`;
  }

  private async enable(hass: Hass, ids: string[]): Promise<void> {
    this.isDone = true;
    for (const id of ids) {
      await hass.callWS({ type: 'config/entity_registry/update', entity_id: id, disabled_by: null });
    }
  }

  static override styles = [
    palette,
    controls,
    css`
      p {
        margin: 0;
        padding: 0 8px;
      }
    `,
  ];
}
