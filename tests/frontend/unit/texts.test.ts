import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTexts, textsFor } from '../../../custom_components/solar_charging/frontend/src/texts';

const SOURCES = join(import.meta.dirname, '../../../custom_components/solar_charging/frontend/src');
const FOLDER = join(SOURCES, 'texts');
const read = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const english = read('en.json');
const others = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && file !== 'en.json');

describe.each(others)('%s', (file) => {
  const texts = read(file);
  it('has the texts that English has, and no others', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });
  it.each(Object.keys(english))('fills in the same values in %s', (key) => {
    expect(placeholders(texts[key] ?? '')).toEqual(placeholders(english[key] ?? ''));
  });
});

describe('English', () => {
  it('has no text that nothing shows', () => {
    const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
      .join('\n');
    const prefixes = [...code.matchAll(/`([a-z.]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const unused = Object.keys(english).filter(
      (key) => !code.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});

describe('texts', () => {
  it.each([
    ['de', 'Jetzt'],
    ['de-AT', 'Jetzt'],
    ['he', 'Now'],
    ['../data/hass', 'Now'],
  ])('are those of %s, or English', async (language, expected) => {
    await loadTexts(language);
    expect(textsFor(language)('view.now')).toBe(expected);
  });
  it('fill in values as they are', () => {
    expect(textsFor('en')('ready.at', { time: '<b>7</b>' })).toBe('Ready at <b>7</b>.');
  });
});
