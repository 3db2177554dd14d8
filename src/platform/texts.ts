import { readFileSync } from 'node:fs';

interface Texts {
  readonly [key: string]: string | Texts;
}

const cache = new Map<string, Texts>();

/** Parameters of a text: words, or numbers, which are written in the language's digits. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * A text of a catalogue in `web/texts` in a language: `text('fa', 'mail', 'invite.subject', { actor })`. Values are
 * isolated, so that a right-to-left name does not reorder the sentence around it (Unicode UAX #9: FSI and PDI).
 * @throws Error if the catalogue has no such text.
 */
export function text(
  locale: string,
  catalogue: string,
  key: string,
  values: TextParams = {},
  isolate: (value: string, name: string) => string = isolated,
): string {
  let entry: string | Texts | undefined = textsOf(locale, catalogue);
  for (const part of key.split('.')) entry = typeof entry === 'object' ? entry[part] : undefined;
  if (typeof entry !== 'string') throw new Error(`there is no text ${catalogue}.${key} in ${locale}`);
  return entry.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? value.toLocaleString(locale) : isolate(value, name);
  });
}

export function isolated(value: string): string {
  return `\u2068${value}\u2069`;
}

function textsOf(locale: string, catalogue: string): Texts {
  const name = `${locale}/${catalogue}`;
  let texts = cache.get(name);
  if (!texts) {
    texts = JSON.parse(readFileSync(new URL(`../../web/texts/${name}.json`, import.meta.url), 'utf8')) as Texts;
    cache.set(name, texts);
  }
  return texts;
}
