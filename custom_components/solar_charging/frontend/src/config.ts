/** What can be set about the card: nothing has to be. */

export const PARTS = ['why', 'flow', 'chargers', 'chart', 'sessions'] as const;
export type PartName = (typeof PARTS)[number];

export interface CardConfig {
  type: string;
  /** A charger's device id; none: all chargers. */
  charger?: string;
  compact?: boolean;
  show?: PartName[];
  /** The chart begins now rather than at midnight. */
  chart_from_now?: boolean;
}

const DEFAULT: readonly PartName[] = ['why', 'flow', 'chargers', 'chart'];
const COMPACT: readonly PartName[] = ['why', 'chargers'];

/** Raises what Home Assistant shows in place of the card. */
export function checked(config: CardConfig): CardConfig {
  const { show } = config;
  if (show !== undefined && !Array.isArray(show)) throw new Error('show: must be a list');
  const unknown = (show ?? []).filter((part) => !PARTS.includes(part));
  if (unknown.length)
    throw new Error(`show: there is no ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
  return config;
}

export function partsOf({ show, compact }: CardConfig): readonly PartName[] {
  return show?.length ? show : compact ? COMPACT : DEFAULT;
}
