/** A reason as a sentence in the user's language, with the seconds that are left as a part of its own. */

import type { Facts } from '../data/api';
import { clock, type Format } from './format';

export interface Reason {
  status: string;
  explanation: string | null;
  facts: Facts;
}

/** Text, and the countdown within it. */
export interface Sentence {
  before: string;
  countdown: string | null;
  after: string;
}

export type Localize = (key: string, values?: Record<string, string | number>) => string;

const SENTENCES = 'component.solar_charging.entity.sensor.status.state_attributes.explanation.state.';
/** Reasons whose `seconds` are what is left until something happens, not what has passed. */
const COUNTDOWNS = new Set([
  'starting_soon',
  'holding_minimum',
  'minimum_no_reading',
  'charger_ignores_command',
  'limited_by_charger',
]);
// No text has it: the place of the countdown in the translated sentence.
const MARK = '\u0001';

export function counts(reason: Reason): boolean {
  return COUNTDOWNS.has(reason.status) && typeof reason.facts.seconds === 'number';
}

/** `elapsedSeconds`: how long ago the reason was received. */
export function sentenceOf(
  reason: Reason,
  elapsedSeconds: number,
  localize: Localize,
  format: Format,
): Sentence {
  const values = format.facts(reason.facts);
  const isCounting = counts(reason);
  if (isCounting) values.seconds = MARK;
  const text = localize(SENTENCES + reason.status, values);
  if (!text) return { before: reason.explanation ?? reason.status, countdown: null, after: '' };
  if (!isCounting) return { before: text, countdown: null, after: '' };
  const [before = '', after = ''] = text.split(MARK);
  return { before, countdown: clock(Number(reason.facts.seconds) - elapsedSeconds), after };
}
