import { and, isNull, type Placeholder, qb, eq, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import type { Language } from '#platform/database/language.ts';
import { queryFamily } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { keyset, type KeysetRow, type PageParams } from '#platform/pagination/keyset.ts';
import { maxPageSize } from '#platform/pagination/pagination.ts';
import type { TasksContext } from '../context.ts';
import { dueDayUtc, isDated, taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';
import { type CardRow, listColumns, type TaskRow, withStatus } from '../task/columns.ts';
import { filterConditions, type FilterForms, haveIndexFor, matchFew, mayLeaveMuch } from './applied-filters.ts';
import { columnKeys, isIndexed, type SortName, type SortParams, sortKeys } from './sorts.ts';

export const extras = ['description', 'recurrence', 'customFields'] as const;

export type SortedRow = CardRow & Partial<Pick<TaskRow, (typeof extras)[number]>> & KeysetRow;

/** What the text of a list's query depends on. */
export interface Shape {
  readonly sort: SortName;
  readonly isDescending: boolean;
  readonly language: Language;
  readonly hasCursor: boolean;
  readonly team: 'one' | 'many';
  readonly isGuest: boolean;
  readonly forms: FilterForms;
  readonly extras: readonly (typeof extras)[number][];
}

interface Scoped {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
  readonly teamIds: readonly TeamId[];
  readonly guestProjectIds: readonly ProjectId[];
}

type Args = Scoped & PageParams & SortParams & Readonly<Record<string, unknown>>;

/**
 * The part of a list that a query reads: all of it, those of the first tasks of the order that pass the filters, the
 * tasks with a due date, or those without one.
 */
type Part = 'all' | 'start' | 'dated' | 'undated';

interface PartShape extends Shape {
  readonly part: Part;
  /** As many rows as the page has, or a few more: a number in the text, which PostgreSQL knows when it plans. */
  readonly rows: number;
}

const pageSizes = [50, 100, maxPageSize];
const rowsOf = ({ limit }: PageParams) => 1 + (pageSizes.find((size) => size >= limit - 1) ?? maxPageSize);

/** The tasks of one page, in order. */
export async function findTasks(ctx: TasksContext, shape: Shape, args: Args): Promise<SortedRow[]> {
  if (shape.sort === 'dueDate' && shape.team === 'one' && !sortsFilteredRows(shape)) return findByDue(ctx, shape, args);
  const rows = rowsOf(args);
  // Where a filter leaves few or much, and nothing tells which: much of it fills the page from the start of the order.
  // The index of ranks has only tasks that are not archived, and would need to know that of each.
  if (shape.team === 'one' && shape.sort !== 'rank' && isIndexed(shape.sort) && mayLeaveMuch(shape.forms)) {
    const tasks = await find(ctx, { ...shape, part: 'start', rows }, args);
    if (tasks.length === args.limit) return tasks;
  }
  return find(ctx, { ...shape, part: 'all', rows }, args);
}

/** By due date: tasks without one come last, or first if reversed, so each part is read along its own index. */
async function findByDue(ctx: TasksContext, shape: Shape, args: Args): Promise<SortedRow[]> {
  const parts: Part[] = shape.isDescending ? ['undated', 'dated'] : ['dated', 'undated'];
  const cursorPart = args.cursor0 === 'infinity' ? 'undated' : 'dated';
  const rows: SortedRow[] = [];
  for (const part of parts.slice(shape.hasCursor ? parts.indexOf(cursorPart) : 0)) {
    if (part === 'dated' && shape.forms.due === 'none') continue;
    const hasCursor = shape.hasCursor && part === cursorPart;
    const limit = args.limit - rows.length;
    if (limit > 0)
      rows.push(...(await find(ctx, { ...shape, hasCursor, part, rows: rowsOf(args) }, { ...args, limit })));
  }
  return rows;
}

/**
 * The inner limit is a number, so that PostgreSQL knows that few rows are read. With only a parameter it assumes a tenth
 * of all rows, and plans anew at each run, which takes as long as to read a page.
 */
const find = queryFamily<PartShape, Args>()((shape, params) => {
  const order = orderOf(shape, params);
  const inTeam = and(
    eq(taskTable.organizationId, params.organizationId),
    shape.team === 'one' ? eq(taskTable.teamId, params.teamId) : sql`${taskTable.teamId} = any(${params.teamIds})`,
    order.behind,
  );
  const passes = and(
    shape.isGuest ? sql`${taskTable.projectId} = any(${params.guestProjectIds})` : undefined,
    isNull(taskTable.deletedAt),
    ...filterConditions(params, shape.forms, { isAlongOrder: order.isAlong }),
  );
  const listedTasks = qb
    .select({
      ...listColumns,
      ...Object.fromEntries(shape.extras.map((name) => [name, taskTable[name]])),
      ...order.columns,
    })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(and(inTeam, passes, order.until?.(inTeam, passes)))
    .orderBy(...order.by)
    .limit(shape.rows)
    .as('listed');
  return qb
    .select()
    .from(listedTasks)
    .orderBy(...order.byColumns(listedTasks))
    .limit(params.limit);
});

type Params = { readonly [Name in keyof Args]: Placeholder };

/** How a part of a list is read in its order. */
interface ReadOrder {
  readonly columns: ReturnType<typeof keyset>['columns'];
  readonly by: readonly SqlFragment[];
  /** The same by the columns of the inner query. */
  byColumns(rows: Readonly<Record<keyof KeysetRow, unknown>>): readonly SqlFragment[];
  readonly behind: SqlFragment | undefined;
  /** Where to stop reading, by the conditions of the team and the cursor, and by those of the filters. */
  until?(inTeam: SqlFragment | undefined, passes: SqlFragment | undefined): SqlFragment;
  /** Whether it is read along an index of the order, until the page is full. */
  readonly isAlong: boolean;
}

function orderOf(shape: PartShape, params: Params): ReadOrder {
  if (shape.part === 'undated') return orderOfUndated(shape, params);
  const isColumn = shape.sort === 'rank' && shape.forms.status === 'one';
  const keys = isColumn ? columnKeys : sortKeys(shape.sort, params, shape.language);
  const { columns, orderBy, orderByColumns, behind } = keyset(keys, shape.isDescending);
  const order = {
    columns,
    by: orderBy,
    byColumns: orderByColumns,
    behind: shape.hasCursor ? behind(params) : undefined,
    isAlong: isIndexed(shape.sort),
  };
  if (shape.part === 'dated') return { ...order, ...windowOfDays(shape, params, order.behind) };
  if (shape.part === 'start')
    return { ...order, until: (inTeam) => isInStart(orderBy, keys, shape.isDescending, inTeam) };
  if (!sortsFilteredRows(shape)) return order;
  // No index has a coalesce of a column with itself, so PostgreSQL uses the index of the filters and sorts the
  // result. Reading along the order instead would read all tasks although few match.
  return { ...order, by: keyset(keys.map(unindexed), shape.isDescending).orderBy, isAlong: false };
}

/** Tasks without a due date are in the order of creation, which has an index. */
function orderOfUndated({ hasCursor, isDescending }: Shape, params: Params): ReadOrder {
  const direction = sql.raw(isDescending ? 'desc' : 'asc');
  const [time, id] = [sql`${taskTable.createdAt}`, sql`${taskTable.id}`];
  const sort0 = sql<string>`'infinity'::date`.as('sort0');
  const columns = { sort0, sort1: sql<string>`${time}`.as('sort1'), sort2: sql<string>`${id}`.as('sort2') };
  const cursor = sql`(${params.cursor1}::timestamptz, ${params.cursor2}::uuid)`;
  return {
    columns,
    by: [sql`${time} ${direction}`, sql`${id} ${direction}`],
    byColumns: ({ sort1, sort2 }) => [sql`${sort1} ${direction}`, sql`${sort2} ${direction}`],
    behind: and(
      sql`not ${isDated(taskTable)}`,
      hasCursor ? sql`(${time}, ${id}) ${sql.raw(isDescending ? '<' : '>')} ${cursor}` : undefined,
    ),
    isAlong: true,
  };
}

/**
 * The index has days in UTC, which are at most a day from those of the reader. The first tasks of the order are at most
 * two days behind the day until which the index fills the page.
 */
function windowOfDays(
  { isDescending, rows }: PartShape,
  params: Params,
  behind: SqlFragment | undefined,
): Pick<ReadOrder, 'behind' | 'until' | 'isAlong'> {
  const day = dueDayUtc(taskTable);
  // Without a cursor this bound holds nothing off, but a range of two unknown ends is taken to be small.
  const fromCursor = isDescending
    ? sql`${day} <= coalesce(${params.cursor0}::date + 1, 'infinity')`
    : sql`${day} >= coalesce(${params.cursor0}::date - 1, '-infinity')`;
  const direction = sql.raw(isDescending ? 'desc' : 'asc');
  return {
    behind: and(isDated(taskTable), fromCursor, behind),
    until(inTeam, passes) {
      const filled = qb
        .select({ day: sql`${day}` })
        .from(taskTable)
        .innerJoin(statusTable, withStatus)
        .where(and(inTeam, passes))
        .orderBy(sql`${day} ${direction}`, sql`${taskTable.id} ${direction}`)
        .limit(1)
        .offset(rows);
      return isDescending
        ? sql`${day} >= coalesce(${filled}, '-infinity') - 2`
        : sql`${day} <= coalesce(${filled}, 'infinity') + 2`;
    },
    isAlong: true,
  };
}

/** How many tasks of the order are tried before the index of the filter is used. */
const startSize = 500;

function isInStart(
  orderBy: readonly SqlFragment[],
  keys: ReturnType<typeof sortKeys>,
  isDescending: boolean,
  inTeam: SqlFragment | undefined,
): SqlFragment {
  const values = sql.join(
    keys.map(({ by }) => by),
    sql`, `,
  );
  const end = sql`select ${values} from ${taskTable} where ${inTeam} order by ${sql.join([...orderBy], sql`, `)} limit 1 offset ${sql.raw(String(startSize))}`;
  return sql`(${values}) ${sql.raw(isDescending ? '>' : '<')} (${end})`;
}

function unindexed({ by, kind }: ReturnType<typeof sortKeys>[number]) {
  return { by: sql`coalesce(${by}, ${by})`, kind };
}

function sortsFilteredRows({ sort, isGuest, forms }: Shape): boolean {
  return !haveIndexFor(sort, forms) && (isGuest || matchFew(forms));
}
