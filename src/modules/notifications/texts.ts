import { readFileSync } from 'node:fs';

export type Catalogue = 'shared' | 'mail' | 'chat';
interface Texts {
  readonly [key: string]: string | Texts;
}

const cache = new Map<string, Texts>();

/** Parameters of a text: user-written words, or numbers, which are written in the language's digits. */
export type TextParams = Readonly<Record<string, string | number>>;

/**
 * A text of a catalogue in a language: `text('fa', 'mail', 'invite.subject', { actor })`. Values are isolated, so that
 * a right-to-left name does not reorder the sentence around it (Unicode UAX #9: FSI and PDI).
 * @throws Error if the catalogue has no such text.
 */
export function text(
  locale: string,
  catalogue: Catalogue,
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

/** The key of a type's texts. Some types have texts of their own for each outcome. */
export function textKey(type: string, { outcome }: TextParams): string {
  return outcome === undefined ? type : `${type}-${outcome}`;
}

/** How a reader wants texts: language, calendar and time zone. */
export interface Reader {
  readonly locale: string;
  readonly calendar: 'gregorian' | 'persian';
  readonly timezone: string;
}

/** Parameters with their codes translated and their dates written for the reader. */
export function localized(reader: Reader, textParams: TextParams): TextParams {
  const { health, change, date, due, role } = textParams;
  const { locale } = reader;
  return {
    ...textParams,
    ...(health === undefined ? {} : { health: text(locale, 'mail', `project-healths.${health}`) }),
    ...(change === undefined ? {} : { change: text(locale, 'mail', `security-changes.${change}`, textParams) }),
    ...(role === undefined ? {} : { role: text(locale, 'mail', `organization-roles.${role}`) }),
    ...(date === undefined ? {} : { date: dateFor(reader, String(date)) }),
    ...(due === undefined ? {} : { due: dateFor(reader, String(due), { timeStyle: 'short' }) }),
  };
}

/** A day, or the day of a moment, in the reader's language, calendar and time zone. A day stays the same everywhere. */
function dateFor(
  { locale, calendar, timezone }: Reader,
  date: string,
  time: { readonly timeStyle?: 'short' } = {},
): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date);
  const tag = `${locale}-u-ca-${calendar === 'persian' ? 'persian' : 'gregory'}`;
  const format = new Intl.DateTimeFormat(tag, {
    dateStyle: 'long',
    ...(isDay ? { timeZone: 'UTC' } : { ...time, timeZone: timezone }),
  });
  return format.format(new Date(date));
}

export function isolated(value: string): string {
  return `\u2068${value}\u2069`;
}

export function hasText(locale: string, catalogue: Catalogue, key: string): boolean {
  try {
    return text(locale, catalogue, key) !== '';
  } catch {
    return false;
  }
}

function textsOf(locale: string, catalogue: Catalogue): Texts {
  const name = `${locale}/${catalogue}`;
  let texts = cache.get(name);
  if (!texts) {
    texts = JSON.parse(readFileSync(new URL(`../../../web/texts/${name}.json`, import.meta.url), 'utf8')) as Texts;
    cache.set(name, texts);
  }
  return texts;
}
