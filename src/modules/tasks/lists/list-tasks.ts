import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { keyset, keysetPage, type KeysetRow, type PageParams, sortKeysOf } from '#platform/pagination/keyset.ts';
import type { Language } from '#platform/database/language.ts';
import { zoneOffsets } from '#platform/database/local-time.ts';
import { queryFamily } from '#platform/database/query.ts';
import { commaList } from '#platform/http/fields.ts';
import { maxPageSize, type Page, pageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, type ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { type TaskRelations, taskRelations } from '../task/task-relations.ts';
import { timezoneOf } from '../task/due.ts';
import { type CardRow, listColumns, type TaskRow, withStatus } from '../task/columns.ts';
import { shownRecurrence, toCard } from '../task/show-task.ts';
import type { TaskCard } from '../task/task.ts';
import {
  applyFilters,
  filterConditions,
  type FilterForms,
  filterSchemas,
  haveIndexFor,
  matchFew,
} from './applied-filters.ts';
import { mergeRows } from './merge.ts';
import {
  columnKeys,
  cursorKinds,
  isIndexed,
  languageOfSort,
  readSort,
  type SortName,
  type SortParams,
  sortKeys,
  TasksSort,
} from './sorts.ts';

export const extras = ['description', 'recurrence', 'customFields'] as const;

export const TasksQuery = z.strictObject({
  ...pageQuery,
  organizationId: OrganizationId.optional(),
  teamId: TeamId.optional(),
  ...filterSchemas,
  include: commaList(z.enum(extras))
    .optional()
    .describe('Fields that lists leave out: description, recurrence, customFields.'),
  sort: TasksSort.default('createdAt'),
});
export type TasksQuery = z.output<typeof TasksQuery>;

/**
 * Tasks that the caller may see, page by page: one indexed query for each organization, merged if there are several.
 */
export async function listTasks(ctx: TasksContext, asked: TasksQuery): Promise<Page<TaskCard>> {
  const { name, isDescending, fieldId, optionIds } = await readSort(ctx, asked);
  const language = languageOfSort(name, await ctx.people.languageOf(ctx.actor));
  const zone = await zoneOffsets(await timezoneOf(ctx), ctx.clock.now());
  return keysetPage(asked, {
    kinds: cursorKinds(name),
    find: async (page) => {
      const params = { ...page, sortFieldId: fieldId, optionIds, ...zone };
      const order: Order = { sort: name, isDescending, language, params };
      const lists = await Promise.all(
        organizationsFor(ctx, asked).map((organization) => findIn(ctx, organization, asked, order)),
      );
      return lists.length === 1 ? (lists[0] ?? []) : mergeRows(ctx, lists.flat(), order);
    },
    keyOf: sortKeysOf,
    toItems: async (rows) => {
      const relations = await taskRelations(ctx, rows);
      return rows.map((row) => itemOf(row, relations));
    },
  });
}

/** The organization named directly or by its team, otherwise all of the caller's. `taskLister` has checked both. */
function organizationsFor(
  { scope }: TasksContext,
  { organizationId, teamId }: TasksQuery,
): readonly OrganizationAccess[] {
  const named = organizationId === undefined ? undefined : scope.organization(organizationId);
  const ofTeam = teamId === undefined ? undefined : scope.team(teamId)?.organization;
  if (named && ofTeam && named.id !== ofTeam.id) return [];
  const asked = named ?? ofTeam;
  return asked ? [asked] : scope.organizations;
}

interface Order {
  readonly sort: SortName;
  readonly isDescending: boolean;
  readonly language: Language;
  readonly params: PageParams & SortParams;
}

async function findIn(
  ctx: TasksContext,
  organization: OrganizationAccess,
  asked: TasksQuery,
  { sort, isDescending, language, params }: Order,
): Promise<SortedRow[]> {
  const teamIds = readableTeamIds(organization, asked.teamId);
  const [teamId] = teamIds;
  if (teamId === undefined) return [];
  const { forms, args: filterArgs } = await applyFilters(ctx, organization, asked);
  const shape: Shape = {
    sort,
    isDescending,
    language,
    hasCursor: params.hasCursor,
    team: teamIds.length === 1 ? 'one' : 'many',
    isGuest: organization.role === 'guest',
    forms,
    extras: extras.filter((name) => asked.include?.includes(name)),
  };
  const scope = { organizationId: organization.id, teamId, teamIds, guestProjectIds: organization.guestProjectIds };
  return find(ctx, shape, { ...filterArgs, ...scope, ...params });
}

/** Guests see the tasks of existing teams only through projects; everyone else sees the teams that they may read. */
function readableTeamIds(organization: OrganizationAccess, teamId: TeamId | undefined): TeamId[] {
  if (organization.role === 'guest') return [...organization.directory.teams.keys()];
  if (teamId === undefined) return organization.readableTeams().map(({ id }) => id);
  return organization.mayReadTeam(teamId) ? [teamId] : [];
}

export type SortedRow = CardRow & Partial<Pick<TaskRow, (typeof extras)[number]>> & KeysetRow;

export function itemOf(row: SortedRow, relations: TaskRelations): TaskCard {
  const card = toCard(row, relations);
  const { description, recurrence, customFields } = row;
  if (description !== undefined) card.description = description;
  if (recurrence !== undefined) card.recurrence = shownRecurrence(recurrence);
  if (customFields !== undefined) card.customFields = customFields;
  return card;
}

interface Shape {
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

/**
 * The inner limit is the longest page, as a number, so that PostgreSQL knows that few rows are read. With only a
 * parameter it assumes a tenth of the rows, and plans anew at each run, which takes longer than to read a page.
 */
const find = queryFamily<Shape, Scoped & PageParams & SortParams & Readonly<Record<string, unknown>>>()((
  shape,
  params,
) => {
  const isColumn = shape.sort === 'rank' && shape.forms.status === 'one';
  const keys = isColumn ? columnKeys : sortKeys(shape.sort, params, shape.language);
  const order = keyset(keys, shape.isDescending);
  const sortsRows = sortsFilteredRows(shape);
  const isAlongOrder = !sortsRows && isIndexed(shape.sort);
  const listed = qb
    .select({
      ...listColumns,
      ...Object.fromEntries(shape.extras.map((name) => [name, taskTable[name]])),
      ...order.columns,
    })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        shape.team === 'one' ? eq(taskTable.teamId, params.teamId) : sql`${taskTable.teamId} = any(${params.teamIds})`,
        shape.isGuest ? sql`${taskTable.projectId} = any(${params.guestProjectIds})` : undefined,
        isNull(taskTable.deletedAt),
        ...filterConditions(params, shape.forms, { isAlongOrder }),
        shape.hasCursor ? order.behind(params) : undefined,
      ),
    )
    // No index has a coalesce of a column with itself, so PostgreSQL uses the index of the filters and sorts the
    // result. Reading along the order instead would read all tasks although few match.
    .orderBy(...(sortsRows ? keyset(keys.map(unindexed), shape.isDescending).orderBy : order.orderBy))
    .limit(maxPageSize + 1)
    .as('listed');
  return qb
    .select()
    .from(listed)
    .orderBy(...order.orderByColumns(listed))
    .limit(params.limit);
});

function unindexed({ by, kind }: ReturnType<typeof sortKeys>[number]) {
  return { by: sql`coalesce(${by}, ${by})`, kind };
}

function sortsFilteredRows({ sort, isGuest, forms }: Shape): boolean {
  return !haveIndexFor(sort, forms) && (isGuest || matchFew(forms));
}
