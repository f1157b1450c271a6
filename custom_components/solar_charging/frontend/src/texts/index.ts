/** Texts of the card itself, in the user's language, or English. What the integration has words for is translated there. */

import de from './de.json';
import en from './en.json';

export type TextKey = keyof typeof en;
export type Text = (key: TextKey, values?: Record<string, string | number>) => string;

const LANGUAGES: Record<string, Partial<Record<TextKey, string>> | undefined> = { de, en };

export function textsFor(language: string): Text {
  const texts = LANGUAGES[language] ?? LANGUAGES[language.split('-', 1)[0] ?? ''] ?? en;
  return (key, values = {}) =>
    (texts[key] ?? en[key]).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
