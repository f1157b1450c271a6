/** Where power comes from and where it goes now: two bars of one scale, and ribbons between them. */

import { html, nothing, svg } from 'lit';
import type { Charger } from '../data/store';
import { flowOf, shareOf, type Ribbon, type Segment, VISIBLE_WATTS } from '../logic/flow';
import type { TextKey } from '../texts';
import type { Context, Part } from './context';

const ICONS = {
  solar: 'mdi:solar-power',
  battery: 'mdi:home-battery',
  grid: 'mdi:transmission-tower',
  home: 'mdi:home',
  evse: 'mdi:car-electric',
};
// The ribbons' own coordinates: the picture is as wide as its place.
const WIDTH = 1000;
const HEIGHT = 34;

interface End {
  name: string;
  icon: string;
  color: string;
  watts: number;
}

export function flow(context: Context): Part {
  const { store, text } = context;
  const { power } = store;
  const quality = text(power?.integration_type === 'SOFTWARE' ? 'quality.estimated' : 'quality.measured');
  const found = power && flowOf(power);
  return html`<section class="flow" aria-label=${text('flow.title')}>
    <h3>
      <span class="grow">${text('flow.title')}</span>
      ${found ? html`<span class="muted small">${quality}</span>` : nothing}
    </h3>
    ${
      found
        ? html`${ends(
            context,
            'flow.from',
            found.sources.map((one) => sourceEnd(context, one)),
          )}
          ${bar(found.sources, (kind) => kind)}
          <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
            ${found.ribbons.map(ribbon)}
          </svg>
          ${bar(found.sinks, sinkColor)}
          ${ends(
            context,
            'flow.to',
            found.sinks.flatMap((one) => sinkEnds(context, one)),
          )}`
        : html`<p class="muted">${text('flow.unknown')}</p>`
    }
  </section>`;
}

function ends({ text, format }: Context, title: TextKey, of: End[]): Part {
  return html`<ul class="ends" aria-label=${text(title)}>
    ${
      of.length
        ? of.map(
            (one) => html`<li class="of-${one.color}">
            <ha-icon icon=${one.icon}></ha-icon>
            <span class="clip" style="max-width:14em">${one.name}</span>
            <b class="number">${format.power(one.watts)}</b>
          </li>`,
          )
        : html`<li class="muted">${text('flow.nothing')}</li>`
    }
  </ul>`;
}

function bar<Kind extends string>(segments: Segment<Kind>[], color: (kind: Kind) => string): Part {
  const part = (value: number): string => `${String(Math.round(value * 10_000) / 100)}%`;
  return html`<div class="bar">
    ${segments.map(
      ({ kind, from, to }) =>
        html`<i
          class="of-${color(kind)}"
          style="inset-inline-start:${part(from)};width:${part(to - from)}"
        ></i>`,
    )}
  </div>`;
}

function ribbon({ source, top, bottom }: Ribbon): unknown {
  const [a, b, c, d] = [top[0], top[1], bottom[1], bottom[0]].map((one) => Math.round(one * WIDTH));
  const middle = HEIGHT / 2;
  const path =
    `M${String(a)} 0H${String(b)}C${String(b)} ${String(middle)} ${String(c)} ${String(middle)} ${String(c)} ${String(HEIGHT)}` +
    `H${String(d)}C${String(d)} ${String(middle)} ${String(a)} ${String(middle)} ${String(a)} 0Z`;
  return svg`<path class="of of-${source}" d=${path}></path>`;
}

function sinkColor(kind: string): string {
  return kind === 'battery' ? 'battery-in' : kind === 'grid' ? 'export' : kind;
}

function sourceEnd(context: Context, { kind, watts }: Segment<'solar' | 'battery' | 'grid'>): End {
  return { name: named(context, kind), icon: ICONS[kind], color: kind, watts };
}

/** The cars' stretch is one end for each charger that takes something. */
function sinkEnds(context: Context, { kind, watts }: Segment<keyof typeof ICONS>): End[] {
  const end = { icon: ICONS[kind], color: sinkColor(kind) };
  const chargers = kind === 'evse' ? (context.store.chargers ?? []) : [];
  const powers = chargers.map(({ decision }) => decision.charge_watts);
  const taking = chargers.filter(({ decision }) => (decision.charge_watts ?? 0) >= VISIBLE_WATTS);
  if (!taking.length) return [{ ...end, name: named(context, kind), watts }];
  return taking.map((one) => ({
    ...end,
    name: carName(one),
    watts: watts * shareOf(one.decision.charge_watts, powers),
  }));
}

function named({ format, text, store }: Context, kind: keyof typeof ICONS): string {
  const soc = store.power?.battery_state_of_charge_percentage;
  if (kind === 'battery' && typeof soc === 'number') return `${text('flow.battery')} ${format.percent(soc)}`;
  return text(`flow.${kind}`);
}

export function carName({ decision, details }: Charger): string {
  return details?.vehicle.name ?? decision.name;
}
