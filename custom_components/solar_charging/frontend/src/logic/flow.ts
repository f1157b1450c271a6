/** Where power comes from and where it goes, as two bars of one scale and the ribbons between them. */

import type { LivePower } from '../data/api';

export type Source = 'solar' | 'battery' | 'grid';
export type Sink = 'home' | 'evse' | 'battery' | 'grid';

/** A stretch of a bar, as parts of the whole width. */
export interface Segment<Kind> {
  kind: Kind;
  watts: number;
  from: number;
  to: number;
}

export interface Ribbon {
  source: Source;
  sink: Sink;
  top: [number, number];
  bottom: [number, number];
}

export interface Flow {
  sources: Segment<Source>[];
  sinks: Segment<Sink>[];
  ribbons: Ribbon[];
}

const SOURCES: readonly Source[] = ['solar', 'battery', 'grid'];
const SINKS: readonly Sink[] = ['home', 'evse', 'battery', 'grid'];
/** Less is a meter's noise, and no thing to look at. */
export const VISIBLE_WATTS = 15;

/** Returns null where it is not known what flows. */
export function flowOf(power: LivePower): Flow | null {
  const given = { solar: power.generation_watts, battery: power.discharge_watts, grid: power.import_watts };
  if (given.solar === null || given.grid === null || power.home_watts === null) return null;
  const taken = {
    home: power.home_watts,
    evse: power.evse_watts,
    battery: power.charge_watts,
    grid: power.export_watts,
  };
  const total = (of: Record<string, number | null>): number =>
    Object.values(of).reduce<number>((sum, watts) => sum + Math.max(watts ?? 0, 0), 0);
  const scale = Math.max(total(given), total(taken), VISIBLE_WATTS);
  const sources = stacked(SOURCES, given, scale);
  const sinks = stacked(SINKS, taken, scale);
  return { sources, sinks, ribbons: ribbonsOf(power, sources, sinks, scale) };
}

function stacked<Kind extends string>(
  kinds: readonly Kind[],
  watts: Record<Kind, number | null>,
  scale: number,
): Segment<Kind>[] {
  let from = 0;
  const found: Segment<Kind>[] = [];
  for (const kind of kinds) {
    const of = watts[kind] ?? 0;
    if (of < VISIBLE_WATTS) continue;
    found.push({ kind, watts: of, from, to: from + of / scale });
    from += of / scale;
  }
  return found;
}

function ribbonsOf(
  power: LivePower,
  sources: Segment<Source>[],
  sinks: Segment<Sink>[],
  scale: number,
): Ribbon[] {
  const used = new Map<Sink, number>();
  const found: Ribbon[] = [];
  for (const source of sources) {
    let top = source.from;
    for (const sink of sinks) {
      const watts = power[`${source.kind}_to_${sink.kind}_watts`] ?? 0;
      if (watts < VISIBLE_WATTS) continue;
      const width = watts / scale;
      const bottom = used.get(sink.kind) ?? sink.from;
      used.set(sink.kind, bottom + width);
      found.push({
        source: source.kind,
        sink: sink.kind,
        top: [top, top + width],
        bottom: [bottom, bottom + width],
      });
      top += width;
    }
  }
  return found;
}

/** A charger's part of what all chargers take, for bars that show each car. */
export function shareOf(watts: number | null, all: (number | null)[]): number {
  const total = all.reduce<number>((sum, one) => sum + Math.max(one ?? 0, 0), 0);
  return total > 0 ? Math.max(watts ?? 0, 0) / total : 0;
}
