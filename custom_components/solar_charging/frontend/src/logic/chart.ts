/** Scales and paths of the charts, as plain numbers. */

export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

export type Scale = (value: number) => number;

export function linear(from: [number, number], to: [number, number]): Scale {
  const span = from[1] - from[0];
  return (value) => (span === 0 ? to[0] : to[0] + ((value - from[0]) / span) * (to[1] - to[0]));
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Returns round values from 0 to at least `highest`, about `count` of them. */
export function ticks(highest: number, count = 4): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((one) => one * power >= rough - 1e-9) ?? 10);
  const last = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: last + 1 }, (_, index) => index * step);
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

/** A line through the points; a gap wider than `gap` milliseconds interrupts it. */
export function line(points: readonly Point[], x: Scale, y: Scale, gap = Infinity): string {
  let last: number | null = null;
  let path = '';
  for (const { at, value } of points) {
    path += `${last === null || at - last > gap ? 'M' : 'L'}${short(x(at))} ${short(y(value))}`;
    last = at;
  }
  return path;
}

/** A value that holds from each point to the next. */
export function steps(points: readonly Point[], x: Scale, y: Scale): string {
  return points
    .map(({ at, value }, index) =>
      index === 0 ? `M${short(x(at))} ${short(y(value))}` : `H${short(x(at))}V${short(y(value))}`,
    )
    .join('');
}

/** The area between two lines that have the same times. */
export function between(upper: readonly Point[], lower: readonly Point[], x: Scale, y: Scale): string {
  if (upper.length < 2) return '';
  const back = [...lower]
    .reverse()
    .map(({ at, value }) => `L${short(x(at))} ${short(y(value))}`)
    .join('');
  return `${line(upper, x, y)}${back}Z`;
}

/** The value at a time between points, null outside or in a gap. */
export function valueAt(points: readonly Point[], at: number, gap = Infinity): number | null {
  for (let index = 1; index < points.length; index++) {
    const [before, after] = [points[index - 1] as Point, points[index] as Point];
    if (at < before.at || at > after.at) continue;
    if (after.at - before.at > gap) return null;
    const part = after.at === before.at ? 0 : (at - before.at) / (after.at - before.at);
    return before.value + part * (after.value - before.value);
  }
  return null;
}
