/** Tells Home Assistant and the browser what there is. Loaded twice, it does so once. */

import { SolarChargingBadge } from './elements/badge';
import { SolarChargingCard } from './elements/card';
import { isSupported, SolarChargingModeFeature } from './elements/feature';
import { SolarChargingHiddenSettings } from './elements/hidden-settings';
import { defineOnce } from './elements/define';
import { SolarChargingStrategy } from './elements/strategy';
import type { Hass } from './data/hass';
import { loadTexts, textsFor } from './texts';

const ELEMENTS: Record<string, CustomElementConstructor> = {
  'solar-charging-card': SolarChargingCard,
  'solar-charging-badge': SolarChargingBadge,
  'solar-charging-mode': SolarChargingModeFeature,
  'solar-charging-hidden-settings': SolarChargingHiddenSettings,
  'll-strategy-dashboard-solar-charging': SolarChargingStrategy,
};

const DOCUMENTATION = 'https://github.com/solar-charging/solar-charging';
const KEYS = new Set(['mode', 'status', 'reason', 'excess_power']);

for (const [name, element] of Object.entries(ELEMENTS)) {
  defineOnce(name, element);
}

interface Entry {
  type: string;
  [name: string]: unknown;
}

/** Home Assistant's lists of what others add, which whoever comes first makes. */
function offer(
  list: 'customCards' | 'customBadges' | 'customCardFeatures' | 'customStrategies',
  entry: Entry,
): void {
  const page = window as unknown as Partial<Record<typeof list, Entry[]>>;
  const entries = (page[list] ??= []);
  if (!entries.some(({ type }) => type === entry.type)) entries.push(entry);
}

/** What pickers list is in the user's language, which is fetched: they are opened later than that. */
async function offerAll(language: string): Promise<void> {
  await loadTexts(language);
  const text = textsFor(language);
  offer('customCards', {
    type: 'solar-charging-card',
    name: text('card.name'),
    description: text('card.description'),
    preview: true,
    documentationURL: DOCUMENTATION,
    getEntitySuggestion: (hass: Hass, entityId: string) => {
      const entry = hass.entities[entityId];
      const isOurs = entry?.platform === 'solar_charging' && KEYS.has(entry.translation_key ?? '');
      return isOurs ? { config: { type: 'custom:solar-charging-card' } } : null;
    },
  });
  offer('customBadges', {
    type: 'solar-charging-badge',
    name: text('badge.name'),
    description: text('badge.description'),
    preview: true,
    documentationURL: DOCUMENTATION,
  });
  offer('customCardFeatures', {
    type: 'solar-charging-mode',
    name: text('feature.name'),
    isSupported,
    configurable: false,
  });
  offer('customStrategies', {
    type: 'solar-charging',
    strategyType: 'dashboard',
    name: text('strategy.name'),
    description: text('strategy.description'),
    documentationURL: DOCUMENTATION,
  });
}

void offerAll(document.documentElement.lang || navigator.language);
