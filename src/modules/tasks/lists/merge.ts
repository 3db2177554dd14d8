import { sql } from '#platform/database/drizzle.ts';
import { type Language, languages, orderedIn } from '#platform/database/language.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { TasksContext } from '../context.ts';
import type { KeysetRow } from '#platform/pagination/keyset.ts';
import type { TaskId } from '../contract.ts';

type Row = KeysetRow & { readonly id: TaskId };

/** Merges rows of several organizations into the order that each of them is sorted by. */
export async function mergeRows<Sorted extends Row>(
  ctx: TasksContext,
  rows: readonly Sorted[],
  {
    sort,
    isDescending,
    language,
  }: { readonly sort: string; readonly isDescending: boolean; readonly language: Language },
): Promise<Sorted[]> {
  const sign = isDescending ? -1 : 1;
  const places = sort === 'title' ? await positionsOf(ctx, language, rows) : null;
  const first = (row: Sorted) => places?.get(String(row.sort0)) ?? row.sort0;
  return rows.toSorted(
    (a, b) => sign * (compare(first(a), first(b)) || compare(a.sort1, b.sort1) || compare(a.sort2, b.sort2)),
  );
}

/** The database compares titles, because another version of ICU, such as the one in Node, may sort differently. */
async function positionsOf(ctx: TasksContext, language: Language, rows: readonly Row[]): Promise<Map<string, number>> {
  const titles = [...new Set(rows.map(({ sort0 }) => String(sort0)))];
  const ordered = await inOrder[language](ctx, { titles });
  return new Map(ordered.map(({ title }, index) => [title, index]));
}

function orderIn(language: Language) {
  return rawQuery<{ titles: readonly string[] }, { title: string }>(
    (params) =>
      sql`select title from unnest(${params.titles}::text[]) as title order by ${orderedIn(language, sql`title`)}`,
  );
}
const inOrder = Object.fromEntries(languages.map((language) => [language, orderIn(language)])) as Readonly<
  Record<Language, ReturnType<typeof orderIn>>
>;

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
