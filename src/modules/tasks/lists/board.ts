import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, qb, eq, isNull, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { cutPage, keyset, sortKeysOf } from '#platform/pagination/keyset.ts';
import { queryFamily } from '#platform/database/query.ts';
import { commaList } from '#platform/http/fields.ts';
import type { TasksContext } from '../context.ts';
import { StatusId } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { listColumns, withStatus } from '../task/columns.ts';
import { statusesOf, type TeamKey } from '../task/statuses.ts';
import { TaskCard } from '../task/task.ts';
import { taskRelations } from '../task/task-relations.ts';
import { applyFilters, filterConditions, type FilterForms, filterSchemas } from './applied-filters.ts';
import { extras, type SortedRow } from './find-tasks.ts';
import { itemOf } from './list-tasks.ts';
import { columnKeys } from './sorts.ts';

const { status: _status, archived: _archived, ...boardFilters } = filterSchemas;

export const BoardQuery = z.strictObject({
  ...boardFilters,
  include: commaList(z.enum(extras))
    .optional()
    .describe('Fields that lists leave out: description, recurrence, customFields.'),
  limit: z.coerce
    .number()
    .int()
    .min(0)
    .max(50)
    .default(25)
    .describe('How many tasks of each column at most: 0–50; with 0 the columns are only counted.'),
});

export const Board = z
  .strictObject({
    columns: z
      .array(
        z.strictObject({
          statusId: StatusId,
          count: z.number().int().describe('How many tasks the column has that pass the filters.'),
          total: z.number().int().describe('How many it has without the filters.'),
          tasks: z.array(TaskCard).describe('The first of them.'),
          nextCursor: z
            .string()
            .nullable()
            .describe('For `GET /tasks` with this team, this status, the same filters and `sort=rank`.'),
        }),
      )
      .describe('In the order of the workflow.'),
  })
  .meta({ id: 'Board' });

/** The first page of a team's board: three queries, or four with filters, however many columns and tasks it has. */
export async function readBoard(
  ctx: TasksContext,
  { team, organization }: Authorized<TeamInOrganization, 'read'>,
  boardQuery: z.output<typeof BoardQuery>,
): Promise<z.infer<typeof Board>> {
  const key = { organizationId: organization.id, teamId: team.id };
  const [{ forms, args }, all, statuses] = await Promise.all([
    applyFilters(ctx, organization, { ...boardQuery, archived: 'false' }),
    applyFilters(ctx, organization, { archived: 'false' }),
    statusesOf(ctx, key),
  ]);
  const include = extras.filter((name) => boardQuery.include?.includes(name));
  const isFiltered = Object.keys(forms).length > Object.keys(all.forms).length;
  const [counts, totals, rows] = await Promise.all([
    countColumns(ctx, forms, { ...args, ...key }),
    isFiltered ? countColumns(ctx, all.forms, { ...all.args, ...key }) : null,
    boardQuery.limit === 0 ? [] : findFirst(ctx, { forms, include }, { ...args, ...key, limit: boardQuery.limit + 1 }),
  ]);
  const relations = await taskRelations(ctx, rows);
  const countOf = countsById(counts);
  const totalOf = totals ? countsById(totals) : countOf;
  return {
    columns: statuses.map(({ id }) => {
      const { pageRows, nextCursor } = cutPage(rows.filter(isIn(id)), boardQuery.limit, sortKeysOf);
      const tasks = pageRows.map((row) => itemOf(row, relations));
      return { statusId: id, count: countOf.get(id) ?? 0, total: totalOf.get(id) ?? 0, tasks, nextCursor };
    }),
  };
}

function countsById(counts: readonly { readonly statusId: StatusId; readonly count: number }[]) {
  return new Map(counts.map(({ statusId, count }) => [statusId, count]));
}

function isIn(id: StatusId) {
  return ({ statusId }: SortedRow): boolean => statusId === id;
}

type Args = Readonly<Record<string, unknown>>;
type Params = Readonly<Record<string, Placeholder>> & { readonly [Name in keyof TeamKey]: Placeholder };

function onBoard(params: Params, forms: FilterForms) {
  return and(
    eq(taskTable.organizationId, params.organizationId),
    eq(taskTable.teamId, params.teamId),
    isNull(taskTable.deletedAt),
    ...filterConditions(params, forms, { isAlongOrder: true }),
  );
}

const countColumns = queryFamily<FilterForms, TeamKey & Args>()((forms, params) =>
  qb
    .select({ statusId: taskTable.statusId, count: sql<number>`count(*)::int`.as('count') })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(onBoard(params, forms))
    .groupBy(taskTable.statusId),
);

interface Shape {
  readonly forms: FilterForms;
  readonly include: readonly (typeof extras)[number][];
}

/** Each column is read in its own order, up to the page size. */
const findFirst = queryFamily<Shape, TeamKey & { readonly limit: number } & Args>()((shape, params) => {
  const { columns, orderBy } = keyset(columnKeys);
  const inColumn = qb
    .select({ id: taskTable.id })
    .from(taskTable)
    .where(and(eq(taskTable.statusId, statusTable.id), onBoard(params, shape.forms)))
    .orderBy(taskTable.rank)
    .limit(params.limit)
    .as('in_column');
  const first = qb
    .select({ id: inColumn.id })
    .from(statusTable)
    .crossJoinLateral(inColumn)
    .where(and(eq(statusTable.organizationId, params.organizationId), eq(statusTable.teamId, params.teamId)));
  return qb
    .select({
      ...listColumns,
      ...Object.fromEntries(shape.include.map((name) => [name, taskTable[name]])),
      ...columns,
    })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(and(eq(taskTable.organizationId, params.organizationId), sql`${taskTable.id} in ${first}`))
    .orderBy(...orderBy);
});
