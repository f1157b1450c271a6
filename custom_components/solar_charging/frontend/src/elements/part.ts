/** Elements that render from Home Assistant and from the store: when either has something new, at most once a second. */

import { LitElement } from 'lit';
import type { Hass } from '../data/hass';
import { type HomeStore, storeOf } from '../data/store';
import { Format } from '../logic/format';
import type { Context } from '../parts/context';
import { loadTexts, type Text, textsFor } from '../texts';

export abstract class StoreElement extends LitElement {
  protected text: Text | null = null;
  protected format: Format | null = null;
  protected store: HomeStore | null = null;
  private known: Hass | null = null;
  private end: (() => void) | null = null;

  get hass(): Hass | null {
    return this.known;
  }

  /** Home Assistant sets this at every change of any state: only what is shown otherwise renders anew. */
  set hass(hass: Hass | null) {
    const before = this.known;
    this.known = hass;
    if (!hass) return;
    if (before?.locale !== hass.locale || before.localize !== hass.localize) {
      this.format = new Format(hass);
      void this.speak(hass.language);
    }
    if (before?.connection !== hass.connection) this.follow(hass);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.dir = document.documentElement.dir || 'ltr';
    if (this.known) this.follow(this.known);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end?.();
    this.end = null;
  }

  protected get context(): Context | null {
    const { known, store, format, text } = this;
    return known && store && format && text ? { hass: known, store, format, text, isCompact: false } : null;
  }

  /** Called when the store has something new. */
  protected changed(): void {
    this.requestUpdate();
  }

  private async speak(language: string): Promise<void> {
    await loadTexts(language);
    this.text = textsFor(language);
    this.requestUpdate();
  }

  private follow(hass: Hass): void {
    this.end?.();
    this.store = storeOf(hass);
    // Reasons and what plans assume have their words in the integration's own translations.
    for (const category of ['common', 'selector'])
      void hass.loadBackendTranslation?.(category, 'solar_charging');
    if (!this.isConnected) return;
    this.end = this.store.subscribe(() => {
      this.changed();
    });
    this.requestUpdate();
  }
}
