import { isolated, text as platformText, type TextParams } from '#platform/texts.ts';

export { isolated, type TextParams };

export type Catalogue = 'shared' | 'mail' | 'chat';

/**
 * A text of the notifications, as `text` of the platform.
 * @throws Error if the catalogue has no such text.
 */
export const text: (
  locale: string,
  catalogue: Catalogue,
  key: string,
  values?: TextParams,
  isolate?: (value: string, name: string) => string,
) => string = platformText;

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

export function hasText(locale: string, catalogue: Catalogue, key: string): boolean {
  try {
    return text(locale, catalogue, key) !== '';
  } catch {
    return false;
  }
}
