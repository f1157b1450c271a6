/** Texts of the card itself, in the user's language, or English. What the integration has words for is translated there. */

// The build leaves out of it what only parts say that are fetched later: it comes with them.
import en from './texts/en.json';

export type TextKey = keyof typeof en;
export type Text = (key: TextKey, values?: Record<string, string | number>) => string;
type Texts = Partial<Record<TextKey, string>>;

const loaded = new Map<string, Texts>();
const later: Texts = {};

/** A region's own texts come before those of its language: `pt-BR`, then `pt`. */
function namesOf(language: string): string[] {
  return [language, language.split('-', 1)[0] ?? ''];
}

/** Fetch a language; a file of its own, so that nobody downloads all of them. Never fails: English is always there. */
export async function loadTexts(language: string): Promise<void> {
  for (const name of namesOf(language)) {
    if (name === 'en' || loaded.has(name)) return;
    try {
      const { default: texts } = (await import(`./texts/${name}.json`)) as { default: Texts };
      loaded.set(name, texts);
      return;
    } catch {
      // Not one of ours, or not to be had now.
    }
  }
}

/** Fetch the English of parts that are fetched later. Rejects where it cannot be had. */
export async function loadLaterTexts(): Promise<void> {
  Object.assign(later, (await import('./texts/en.json?later')).default);
}

export async function loadAllTexts(language: string): Promise<void> {
  await Promise.all([loadTexts(language), loadLaterTexts()]);
}

export function textsFor(language: string): Text {
  const name = namesOf(language).find((one) => loaded.has(one)) ?? 'en';
  const texts = loaded.get(name) ?? {};
  return (key, values = {}) =>
    (texts[key] ?? (en as Texts)[key] ?? later[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values[name] ?? ''),
    );
}
