/** Elements that a page may never show, or not at first: the code of each is fetched when it is needed. */

import { loadLaterTexts } from '../texts';
import { defineOnce } from './define';

const LAZY = {
  'solar-charging-day': async () => (await import('./day')).SolarChargingDay,
  'solar-charging-facts': async () => (await import('./facts')).SolarChargingFacts,
  'solar-charging-ready-by': async () => (await import('./ready-by')).SolarChargingReadyBy,
  'solar-charging-sessions': async () => (await import('./sessions')).SolarChargingSessions,
  'solar-charging-soc': async () => (await import('./soc')).SolarChargingSoc,
} satisfies Record<string, () => Promise<CustomElementConstructor>>;

export type LazyElement = keyof typeof LAZY;

/** Make an element known. Rejects where its file cannot be had: no connection, or a newer build took its place. */
export async function define(name: LazyElement): Promise<void> {
  const [element] = await Promise.all([LAZY[name](), loadLaterTexts()]);
  defineOnce(name, element);
}
