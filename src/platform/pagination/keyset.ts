import {
  type CursorKey,
  type CursorKind,
  decodeCursor,
  encodeCursor,
  type Page,
  type PageQuery,
} from './pagination.ts';
import { type Placeholder, type SqlFragment, sql } from '../database/drizzle.ts';
import { type Language, orderedIn } from '../database/language.ts';

/** One expression of a list's order, and the kind of its value in a cursor. It is never null. */
export interface SortKey {
  readonly by: SqlFragment;
  readonly kind: CursorKind;
}

/** The sort key values of the last row, as query arguments: null if there are fewer keys, or no previous page. */
export interface CursorParams {
  readonly cursor0: string | number | null;
  readonly cursor1: string | number | null;
  readonly cursor2: string | number | null;
}

/** Additional columns of a query: the values for the next cursor. */
export interface KeysetRow {
  readonly sort0: string | number;
  readonly sort1: string | number | null;
  readonly sort2: string | number | null;
}

const casts: Readonly<Record<CursorKind, string>> = {
  text: 'text',
  id: 'uuid',
  instant: 'timestamptz',
  day: 'date',
  number: 'integer',
  decimal: 'double precision',
};

/**
 * Keyset pagination for a query: each page begins after the last row of the previous page, even if rows were added or
 * removed meanwhile. The last key, an id, makes the order total.
 */
export function keyset(keys: readonly SortKey[], isDescending = false) {
  const direction = sql.raw(isDescending ? 'desc' : 'asc');
  const column = (i: 0 | 1 | 2) => sql<string | number>`${keys[i]?.by ?? sql`null`}`;
  return {
    kinds: keys.map(({ kind }) => kind),
    columns: { sort0: column(0).as('sort0'), sort1: column(1).as('sort1'), sort2: column(2).as('sort2') },
    orderBy: keys.map(({ by }) => sql`${by} ${direction}`),
    /** The same order for a query that selects from one with `columns`. */
    orderByColumns: (rows: Readonly<Record<keyof KeysetRow, unknown>>) =>
      [rows.sort0, rows.sort1, rows.sort2].slice(0, keys.length).map((value) => sql`${value} ${direction}`),
    behind(params: Readonly<Record<keyof CursorParams, Placeholder>>): SqlFragment {
      const values = [params.cursor0, params.cursor1, params.cursor2];
      const cursor = keys.map(({ kind }, i) => sql`${values[i]}::${sql.raw(casts[kind])}`);
      const own = keys.map(({ by }) => by);
      return sql`(${sql.join(own, sql`, `)}) ${sql.raw(isDescending ? '<' : '>')} (${sql.join(cursor, sql`, `)})`;
    },
  };
}

/**
 * The query arguments for one page: the cursor values, and a limit one higher than requested, which shows whether more
 * rows follow.
 */
export interface PageParams extends CursorParams {
  readonly hasCursor: boolean;
  readonly limit: number;
}

/**
 * The query arguments for a requested page.
 * @throws DomainError 422 if the cursor does not fit these keys.
 */
export function pageParams({ limit, cursor }: PageQuery, kinds: readonly CursorKind[]): PageParams {
  const [cursor0 = null, cursor1 = null, cursor2 = null] = cursor === undefined ? [] : decodeCursor(cursor, kinds);
  return { hasCursor: cursor !== undefined, cursor0, cursor1, cursor2, limit: limit + 1 };
}

/** How a list reads and shows its rows. */
export interface PageReader<Row, Item> {
  /** The kinds of the sort keys, in order. */
  readonly kinds: readonly CursorKind[];
  readonly find: (params: PageParams) => Promise<readonly Row[]>;
  /** The sort key values of a row. */
  readonly keyOf: (row: Row) => CursorKey;
  readonly toItems: (rows: readonly Row[]) => Item[] | Promise<Item[]>;
}

/**
 * Reads a page of a list, and the cursor of the next page.
 * @throws DomainError 422 if the cursor is not from this list.
 */
export async function keysetPage<Row, Item>(
  pageInput: PageQuery,
  { kinds, find, keyOf, toItems }: PageReader<Row, Item>,
): Promise<Page<Item>> {
  const { pageRows, nextCursor } = cutPage(await find(pageParams(pageInput, kinds)), pageInput.limit, keyOf);
  return { items: await toItems(pageRows), nextCursor };
}

/** Splits off one page of rows that were read with `limit + 1`. */
export function cutPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => CursorKey) {
  const pageRows = rows.slice(0, limit);
  const last = pageRows.at(-1);
  return { pageRows, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

/** A row without its sort key columns. */
export function withoutKeys<Row extends KeysetRow>({ sort0: _0, sort1: _1, sort2: _2, ...row }: Row) {
  return row;
}

/** The values of the sort keys, where the query selects them. */
export function sortKeysOf({ sort0, sort1, sort2 }: KeysetRow): CursorKey {
  return [sort0, sort1, sort2].filter((value) => value !== null);
}

/** Newest first, where ids are made in the order of time (UUIDv7): the id is the only sort key. */
export function keysetById(id: unknown) {
  return keyset([{ by: sql`${id}`, kind: 'id' }], true);
}

/** In the order of a time, and of ids where times are equal. */
export function keysetByTime(time: unknown, id: unknown, order: 'oldest-first' | 'newest-first') {
  const keys: SortKey[] = [
    { by: sql`${time}`, kind: 'instant' },
    { by: sql`${id}`, kind: 'id' },
  ];
  return keyset(keys, order === 'newest-first');
}

/** The keys of a list that is ordered by name. */
export const nameKeys = ['text', 'id'] as const;

/** Sort keys by name, in the order of the reader's language. */
export function keysetByName(language: Language, name: unknown, id: unknown) {
  return keyset([
    { by: orderedIn(language, name), kind: 'text' },
    { by: sql`${id}`, kind: 'id' },
  ]);
}
