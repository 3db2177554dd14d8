import { z } from 'zod';

// Fields that many routes use. One instance each: schemas cost time and memory at start.

const sane = (text: string) => text >= '1900' && text < '2200';

/** Line breaks and tabs, which pasted text may contain (Unicode UAX #14). */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** A text of one line, such as a name: line breaks become spaces, other control characters are refused. */
export function singleLine(maxLength: number) {
  return z
    .string()
    .overwrite((text) => text.replaceAll(breaks, ' '))
    .trim()
    .max(maxLength, `must have at maxItems ${maxLength} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters');
}

/** The name of a person, an organization, a team, a label and the like. */
export const Name = singleLine(100).min(1, 'must not be empty');

/** A path of this app. A reply never includes the path of PUBLIC_URL: clients prepend PUBLIC_URL. */
export const AppPath = z.string().describe('A path below PUBLIC_URL, such as `/api/v1/…`.');

/** A day without a time: `2026-11-20`. */
export const CalendarDate = z.iso
  .date('must be a day such as 2026-11-20')
  .refine(sane, 'must be between 1900 and 2199');

/** A moment (RFC 3339) with any offset; stored in UTC. */
export const Moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-11-20T08:00:00Z' })
  .refine(sane, 'must be between 1900 and 2199')
  .overwrite((text) => (Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString()));

/** A comma-separated list of values. */
export function commaList<Item extends z.ZodType<unknown, string>>(item: Item, maxItems = 50) {
  const parts = z.string().transform((text) => text.split(','));
  return z.pipe(parts, z.array(item).min(1).max(maxItems));
}
