/** Home Assistant's lists of what others add: cards, badges, features of tiles and dashboards. */

import type { Hass } from './data/hass';
import { isMode } from './logic/modes';
import { loadTexts, textsFor, type TextKey } from './texts';

const DOCUMENTATION = 'https://github.com/solar-charging/solar-charging';
const KEYS = new Set(['mode', 'status', 'reason', 'excess_power']);

interface Entry {
  type: string;
  [name: string]: unknown;
}

/** Whoever comes first makes the list. */
function offer(
  list: 'customCards' | 'customBadges' | 'customCardFeatures' | 'customStrategies',
  entry: Entry,
): void {
  const page = window as unknown as Partial<Record<typeof list, Entry[]>>;
  const entries = (page[list] ??= []);
  if (!entries.some(({ type }) => type === entry.type)) entries.push(entry);
}

/**
 * Lists are read as soon as the file is loaded, and by some only then: entries are there at once, and what they are called is in the
 * user's language as soon as that is fetched.
 */
export function offerAll(language: string): void {
  void loadTexts(language);
  const named = (entry: Entry, name: TextKey, description?: TextKey): Entry => {
    Object.defineProperty(entry, 'name', { enumerable: true, get: () => textsFor(language)(name) });
    if (description) {
      const get = (): string => textsFor(language)(description);
      Object.defineProperty(entry, 'description', { enumerable: true, get });
      entry.documentationURL = DOCUMENTATION;
    }
    return entry;
  };
  const getEntitySuggestion = (hass: Hass, entityId: string): unknown => {
    const entry = hass.entities[entityId];
    const isOurs = entry?.platform === 'solar_charging' && KEYS.has(entry.translation_key ?? '');
    return isOurs ? { config: { type: 'custom:solar-charging-card' } } : null;
  };
  const card = { type: 'solar-charging-card', preview: true, getEntitySuggestion };
  offer('customCards', named(card, 'card.name', 'card.description'));
  const badge = { type: 'solar-charging-badge', preview: true };
  offer('customBadges', named(badge, 'badge.name', 'badge.description'));
  const feature = { type: 'solar-charging-mode', isSupported: isMode, configurable: false };
  offer('customCardFeatures', named(feature, 'feature.name'));
  const strategy = { type: 'solar-charging', strategyType: 'dashboard' };
  offer('customStrategies', named(strategy, 'strategy.name', 'strategy.description'));
}
