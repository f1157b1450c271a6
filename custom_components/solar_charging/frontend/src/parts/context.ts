/** What every part of the card is rendered from. */

import type { TemplateResult } from 'lit';
import type { Charger, HomeStore } from '../data/store';
import type { Hass } from '../data/hass';
import type { Format } from '../logic/format';
import type { Text } from '../texts';

export interface Context {
  hass: Hass;
  store: HomeStore;
  text: Text;
  format: Format;
  isCompact: boolean;
}

/** Choices that hold until the car leaves. */
export type SelectKey = 'car' | 'this_session';

export interface ChargerActions {
  /** Evse ids whose boost menu, and whose facts, are open. */
  openBoost: string | null;
  openFacts: string | null;
  /** What a tap has chosen and Home Assistant has not confirmed yet, by the charger's id. */
  pendingMode(chargerId: string): string | null;
  toggleFacts(chargerId: string): void;
  toggleBoost(chargerId: string | null): void;
  setMode(charger: Charger, mode: string): void;
  /** Act, as `call` does. */
  select(charger: Charger, key: SelectKey, option: string): Promise<boolean>;
  boost(charger: Charger, data: Record<string, unknown>): void;
  openReadyBy(charger: Charger): void;
  /** Act; a refusal is told, and resolves all the same, with false. */
  call(charger: Charger, domain: string, action: string, data: Record<string, unknown>): Promise<boolean>;
}

export type Part = TemplateResult | null;
