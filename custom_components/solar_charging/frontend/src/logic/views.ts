/** The dashboard's views, made from what this home has: now, plan, sessions and settings. */

import type { Hass } from '../data/hass';
import type { Text } from '../texts';
import { groupsOf } from './settings';

const CARD = 'custom:solar-charging-card';
const FULL = { columns: 'full' };

export type View = Record<string, unknown>;

export function viewsOf(text: Text, hass: Hass): View[] {
  return [now(text), plan(text), sessions(text), settings(text, hass)];
}

function card(show: string[], more: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: CARD, show, grid_options: FULL, ...more };
}

function view(path: string, title: string, icon: string, sections: unknown[]): View {
  return { path, title, icon, type: 'sections', max_columns: 2, sections };
}

const section = (cards: unknown[], span = 1): unknown => ({ type: 'grid', column_span: span, cards });

function now(text: Text): View {
  return view('now', text('view.now'), 'mdi:solar-power', [
    section([card(['why', 'flow', 'chargers'])]),
    section([card(['chart']), card(['sessions'])]),
  ]);
}

function plan(text: Text): View {
  return view('plan', text('view.plan'), 'mdi:calendar-clock', [
    section([card(['chart'], { chart_from_now: true })], 2),
    section([card(['why', 'chargers'])]),
  ]);
}

function sessions(text: Text): View {
  return view('sessions', text('view.sessions'), 'mdi:history', [section([card(['sessions'])], 2)]);
}

function settings(text: Text, hass: Hass): View {
  const ours = Object.values(hass.entities).filter(
    ({ platform, hidden }) => platform === 'solar_charging' && !hidden,
  );
  const devices = [...new Set(ours.map(({ device_id: id }) => id ?? ''))];
  const sections = devices.flatMap((id) => {
    const entries = ours.filter(({ device_id: of }) => (of ?? '') === id);
    const isCharger = entries.some(({ translation_key: key }) => key === 'mode');
    const device = hass.devices[id];
    const heading = device?.name_by_user ?? device?.name ?? text('settings.home');
    const groups = groupsOf(entries, isCharger).map(({ name, entities }) => ({
      type: 'entities',
      title: text(`settings.${name}`),
      // The heading above says which device it is.
      entities: entities.map((entity) => ({ entity, name: { type: 'entity' } })),
      grid_options: FULL,
    }));
    // A car's device has nothing to set.
    if (!groups.length) return [];
    const icon = isCharger ? 'mdi:ev-station' : 'mdi:home-lightning-bolt';
    const more = { type: 'custom:solar-charging-hidden-settings', device: id, grid_options: FULL };
    return [section([{ type: 'heading', heading, icon }, ...groups, more])];
  });
  return view('settings', text('view.settings'), 'mdi:cog', sections);
}
