/** What taps on a charger do: shown at once, carried out by Home Assistant's own actions, taken back if refused. */

import type { ReactiveControllerHost } from 'lit';
import type { Home } from '../data/api';
import type { Charger } from '../data/store';
import type { ChargerActions, Context, SelectKey } from '../parts/context';
import { messageOf } from '../data/errors';

/** As long a tap is shown before what Home Assistant says counts again. */
const PENDING_MS = 5000;

export class ChargerControl implements ChargerActions {
  openBoost: string | null = null;
  openFacts: string | null = null;
  context: Context | null = null;
  private readonly pending = new Map<string, { mode: string; until: number }>();

  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    readonly openReadyBy: (charger: Charger) => void,
    private readonly fetchFacts: () => void,
  ) {}

  pendingMode(chargerId: string): string | null {
    const found = this.pending.get(chargerId);
    return found && found.until > Date.now() ? found.mode : null;
  }

  toggleFacts(chargerId: string): void {
    this.openFacts = this.openFacts === chargerId ? null : chargerId;
    this.fetchFacts();
    this.host.requestUpdate();
  }

  toggleBoost(chargerId: string | null): void {
    this.openBoost = chargerId;
    this.host.requestUpdate();
  }

  setMode(charger: Charger, mode: string): void {
    this.pending.set(charger.id, { mode: mode.toUpperCase(), until: Date.now() + PENDING_MS });
    this.openBoost = null;
    this.host.requestUpdate();
    // By the action, as its entity may be disabled.
    const device_id = this.found(charger)?.device_id;
    void this.call(charger, 'solar_charging', 'set_mode', { device_id, mode });
  }

  select(charger: Charger, key: SelectKey, option: string): Promise<boolean> {
    const entity_id = this.found(charger)?.entity_ids[key];
    return this.call(charger, 'select', 'select_option', { entity_id, option });
  }

  boost(charger: Charger, data: Record<string, unknown>): void {
    this.openBoost = null;
    this.pending.set(charger.id, { mode: 'BOOST', until: Date.now() + PENDING_MS });
    this.host.requestUpdate();
    void this.call(charger, 'solar_charging', 'boost', {
      device_id: this.found(charger)?.device_id,
      ...data,
    });
  }

  private found(charger: Charger): Home['chargers'][string] | undefined {
    return this.context?.store.home?.chargers[charger.id];
  }

  async call(
    charger: Charger,
    domain: string,
    action: string,
    data: Record<string, unknown>,
  ): Promise<boolean> {
    const { context } = this;
    try {
      await context?.hass.callService(domain, action, data);
      // The feed tells within a moment; what was tapped is no longer needed then.
      setTimeout(() => {
        this.pending.delete(charger.id);
        this.host.requestUpdate();
      }, 1500);
      return true;
    } catch (error) {
      this.pending.delete(charger.id);
      this.host.requestUpdate();
      const message = context?.text('modes.refused', { error: messageOf(error) });
      const detail = { message };
      this.host.dispatchEvent(
        new CustomEvent('hass-notification', { detail, bubbles: true, composed: true }),
      );
      return false;
    }
  }
}
