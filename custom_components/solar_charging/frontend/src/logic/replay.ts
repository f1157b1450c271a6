/** Curves of replayed days as points of a chart. */

import type { ReplayCurves } from '../data/api';
import type { Point } from './chart';

/** What is not known is left out: a gap. */
export function pointsOf(
  curves: ReplayCurves,
  name: 'generation_w' | 'house_load_w' | 'recorded_w' | 'replayed_w',
): Point[] {
  const start = Date.parse(curves.start);
  return curves[name].flatMap((value, index) =>
    value === null ? [] : [{ at: start + index * curves.step_s * 1000, value }],
  );
}
