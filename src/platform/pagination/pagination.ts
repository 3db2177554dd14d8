import { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseId } from '../ids.ts';
import { isStorable } from '../http/json-body.ts';

export const maxPageSize = 200;

/** `?limit=` and `?cursor=` of every list. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxPageSize)
    .default(50)
    .describe(`Maximum number of items: 1–${maxPageSize}.`),
  cursor: z.string().max(2_000).optional().describe('`nextCursor` of the previous page.'),
};

/** The validated form of `pageQuery`. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The schema of a page of items. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The sort key values of the last row: the next page begins after it (keyset pagination). */
export type CursorKey = readonly (string | number | null)[];

export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The type of a cursor value. The query casts the value, so any other text must be refused first. */
export type CursorKind = 'text' | 'id' | 'instant' | 'day' | 'number' | 'decimal';

const kinds: Readonly<Record<CursorKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && isStorable(value),
  id: (value) => typeof value === 'string' && parseId(value) !== null,
  instant: (value) => typeof value === 'string' && (/^-?infinity$/.test(value) || isInstant(value)),
  day: (value) => typeof value === 'string' && (value === 'infinity' || isDay(value)),
  decimal: (value) => typeof value === 'number',
  number: (value) => typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31,
};

/**
 * Reads a cursor.
 * @throws DomainError 422 if the text is not a cursor of this list.
 */
export function decodeCursor(cursor: string, expected: readonly CursorKind[]): (string | number)[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isKey =
      Array.isArray(key) && key.length === expected.length && expected.every((kind, i) => kinds[kind](key[i]));
    if (isKey) return key as (string | number)[];
  } catch {
    // Refused below, like every other invalid cursor.
  }
  throw invalid('cursor', 'This is not a cursor of this list. Use nextCursor of the previous page, or omit it.');
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
