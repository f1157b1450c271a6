/** What needs somebody: faults with the way to their repair, and what is missing with the way to add it. */

import { html, nothing, type TemplateResult } from 'lit';
import { sentenceOf } from '../logic/sentence';
import type { SiteDecision } from '../data/api';
import type { Context, Part } from './context';

const INTEGRATION = '/config/integrations/integration/solar_charging';
// The licence (CC BY 4.0) asks for a link.
const OPEN_METEO = 'https://open-meteo.com/';
const REPAIRS = '/config/repairs';
const UNRELIABLE = new Set(['grid_meter_stale', 'grid_meter_stuck']);

interface Notice {
  icon: string;
  tone: 'problem' | 'paused' | 'waiting';
  sentence: string;
  link?: { url: string; words: string };
}

export function notices(context: Context): Part {
  const found = [...connection(context), ...source(context), ...late(context), ...repairs(context)];
  return found.length ? html`${found.map(notice)}` : null;
}

function notice({ icon, tone, sentence, link }: Notice): Part {
  return html`<div class="notice tone-${tone}" role="status">
    <ha-icon icon=${icon}></ha-icon>
    <span class="grow">${sentence}</span>
    ${link ? html`<a class="button text-button" href=${link.url}>${link.words}</a>` : nothing}
  </div>`;
}

function connection({ store, text }: Context): Notice[] {
  if (!store.isConnected)
    return [{ icon: 'mdi:lan-disconnect', tone: 'problem', sentence: text('state.disconnected') }];
  return [];
}

function source({ hass, store, format, text }: Context): Notice[] {
  const { site } = store;
  if (!site || !UNRELIABLE.has(site.status)) return [];
  const sentence = sentenceOf(site, 0, hass.localize, format).before;
  return [
    { icon: 'mdi:meter-electric-outline', tone: 'paused', sentence: text('warning.source', { sentence }) },
  ];
}

function late({ store, format, text }: Context): Notice[] {
  return (store.chargers ?? []).flatMap(({ plan, decision }) => {
    if (!plan || plan.is_in_time || plan.missing_wh < 100) return [];
    const values = { name: decision.name, energy: format.energy(plan.missing_wh) };
    return [
      { icon: 'mdi:clock-alert-outline', tone: 'problem' as const, sentence: text('warning.late', values) },
    ];
  });
}

function repairs({ hass, store, text }: Context): Notice[] {
  return store.issues.map((issue) => ({
    icon: 'mdi:alert-outline',
    tone: 'problem' as const,
    sentence:
      hass.localize(
        `component.solar_charging.issues.${issue.translation_key}.title`,
        issue.translation_placeholders ?? {},
      ) || issue.issue_id,
    link: isAdmin(hass) ? { url: REPAIRS, words: text('action.repair') } : undefined,
  }));
}

/** Adding and repairing is for administrators: others are led nowhere. */
const isAdmin = ({ user }: Context['hass']): boolean => user?.is_admin !== false;

export function noCharger({ hass, text }: Context): Part {
  return html`<section class="empty">
    <ha-icon icon="mdi:ev-station"></ha-icon>
    <h3>${text('empty.charger')}</h3>
    <p class="muted">${text('empty.charger_help')}</p>
    ${isAdmin(hass) ? html`<a class="button text-button" href=${INTEGRATION}>${text('empty.charger_action')}</a>` : nothing}
  </section>`;
}

/** A remark in passing. */
export function note(words: TemplateResult | string): TemplateResult {
  return html`<p class="muted small" style="margin:0">${words}</p>`;
}

/** What a satellite saw and when, and whose data it is, as their licence asks. */
function skyNote(site: SiteDecision | null): Part {
  const { attribution, explanation, status } = site ?? {};
  if (!attribution) return null;
  return note(html`${status?.startsWith('satellite') ? html`<span>${explanation}</span>` : nothing}
    <a style="color:inherit" href=${OPEN_METEO} target="_blank" rel="noreferrer">${attribution}</a>`);
}

/** A hint for a home that works but could do better. */
export function hints(context: Context): Part {
  const { hass, store, text } = context;
  // A meter that is silent just now, or was not heard since the start, need not be added.
  const hasMeter = 'grid_w' in (store.site?.qualities ?? {});
  const isEstimated = store.power?.integration_type === 'SOFTWARE' && !hasMeter;
  if (!isEstimated) return null;
  const action = html`<a style="color:inherit" href=${INTEGRATION}>${text('empty.meter_action')}</a>`;
  return html`${skyNote(store.site)}${note(html`${text('empty.meter')} ${isAdmin(hass) ? action : nothing}`)}`;
}

/** Until when nothing can come from the sun. */
export function night({ hass, format, text }: Context): Part {
  const sun = hass.states['sun.sun'];
  const rising = sun?.attributes.next_rising;
  if (sun?.state !== 'below_horizon' || typeof rising !== 'string') return null;
  const words = text('empty.night', { time: format.time(new Date(rising)) });
  return note(html`<ha-icon icon="mdi:weather-night"></ha-icon> <span>${words}</span>`);
}
