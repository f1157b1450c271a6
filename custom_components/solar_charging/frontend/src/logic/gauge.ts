/** Surplus now against what a charger needs: the answer to "why not?" at a glance. */

export interface Gauge {
  /** The filled part, 0 to 1. */
  fill: number;
  /** Where charging can begin, and where more surplus is of no use. */
  start: number;
  full: number;
  isEnough: boolean;
}

/** Room beyond full speed, so that its mark is seen. */
const HEADROOM = 1.08;

/** Returns null where the surplus or the charger's needs are not known. */
export function gaugeOf(surplusWatts: number | null, startWatts: number, fullWatts: number): Gauge | null {
  if (surplusWatts === null || !(startWatts > 0) || !(fullWatts > 0)) return null;
  const end = Math.max(fullWatts, startWatts) * HEADROOM;
  return {
    fill: Math.min(Math.max(surplusWatts / end, 0), 1),
    start: startWatts / end,
    full: Math.max(fullWatts, startWatts) / end,
    isEnough: surplusWatts >= startWatts,
  };
}
