/** A reason as a sentence in the user's language, with the seconds that are left as a part of its own. */

import type { Facts } from '../data/api';
import { clock, type Format } from './format';

export interface Reason {
  status: string;
  explanation: string | null;
  facts?: Facts | null;
}

/** Text, and the countdown within it. */
export interface Sentence {
  before: string;
  countdown: string | null;
  after: string;
}

export type Localize = (key: string, values?: Record<string, string | number>) => string;

const SENTENCES = 'component.solar_charging.common.reason_';
/** Reasons whose `seconds` are what is left until something happens, not what has passed. */
const COUNTDOWNS = new Set([
  'starting_soon',
  'holding_minimum',
  'minimum_no_reading',
  'charger_ignores_command',
  'limited_by_charger',
  'limited_by_draw_limit_until',
  'paused_draw_limit_until',
]);
// No text has it: the place of the countdown in the translated sentence.
const MARK = '\u0001';

export function counts(reason: Reason): boolean {
  return COUNTDOWNS.has(reason.status) && typeof reason.facts?.seconds === 'number';
}

/** `elapsedSeconds`: how long ago the reason was received. */
export function sentenceOf(
  reason: Reason,
  elapsedSeconds: number,
  localize: Localize,
  format: Format,
): Sentence {
  const values = format.facts(reason.facts ?? {});
  const isCounting = counts(reason);
  if (isCounting) values.seconds = MARK;
  const text = withoutMinus(reason, values, localize, format) || localize(SENTENCES + reason.status, values);
  if (!text) return { before: reason.explanation ?? reason.status, countdown: null, after: '' };
  if (!isCounting) return { before: text, countdown: null, after: '' };
  const [before = '', after = ''] = text.split(MARK);
  return { before, countdown: clock(Number(reason.facts?.seconds) - elapsedSeconds), after };
}

/** A surplus below nothing is said in other words than with a minus, where there are some. */
function withoutMinus(
  { status, facts }: Reason,
  values: Record<string, string>,
  localize: Localize,
  format: Format,
): string {
  const watts = facts?.power_w;
  if (typeof watts !== 'number' || watts > 0) return '';
  return localize(`${SENTENCES}${status}_none`, { ...values, power_w: format.power(-watts) });
}
