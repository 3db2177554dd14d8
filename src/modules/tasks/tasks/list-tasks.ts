import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, build, eq, gt, isNotNull, isNull, sql } from '#platform/database/drizzle.ts';
import { folded, hasWords, searchWords } from '#platform/database/folding.ts';
import { queryFamily } from '#platform/database/query.ts';
import { commaList, Moment } from '#platform/http/fields.ts';
import { encodeCursor, decodeCursor, type CursorKey, type Page, pageQuery } from '#platform/http/pagination.ts';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { MilestoneId } from '#modules/projects';
import { categories, type FieldId, LabelId, priorities, StatusId, TaskId } from '../contract.ts';
import { customConditions, CustomFilter, hasWordsIn, inRanges } from '../fields/filter.ts';
import { type CustomValues, status, task } from '../schema.ts';
import { type BesideTasks, besideTasks, deletedProjectsIn } from './beside-tasks.ts';
import { type DueRange, DueFilter, dueRange } from './due.ts';
import { castOf, cursorKinds, readSort, type SortName, sortKeys, type TaskSort, TasksSort } from './sort-tasks.ts';
import { type CardRow, listColumns, shownRecurrence, type TaskCard, type TaskRow, toCard, withStatus } from './task.ts';

const extras = ['description', 'recurrence', 'customFields'] as const;

export const TasksQuery = z.strictObject({
  ...pageQuery,
  organizationId: OrganizationId.optional(),
  teamId: TeamId.optional(),
  projectId: ProjectId.optional(),
  assigneeId: commaList(z.union([z.literal('me'), z.literal('none'), UserId]))
    .optional()
    .describe('`me`, `none` or ids.'),
  status: commaList(StatusId).optional(),
  category: commaList(z.enum(categories)).optional(),
  priority: commaList(z.enum(priorities)).optional(),
  labelId: commaList(LabelId).optional(),
  due: DueFilter.optional(),
  createdBy: commaList(z.union([z.literal('me'), UserId])).optional(),
  archived: z.enum(['false', 'true', 'all']).default('false'),
  q: z.string().trim().max(200).optional(),
  updatedSince: Moment.optional(),
  milestoneId: commaList(MilestoneId).optional(),
  parentId: z
    .union([z.literal('none'), TaskId])
    .optional()
    .describe('The subtasks of one, or with `none` the tasks that are part of no other.'),
  blocked: z.enum(['true', 'false']).optional(),
  customFields: CustomFilter.optional(),
  include: commaList(z.enum(extras))
    .optional()
    .describe('What cards leave out: description, recurrence, customFields.'),
  sort: TasksSort.default('createdAt'),
});
export type TasksQuery = z.output<typeof TasksQuery>;

/**
 * Tasks that the caller may see, a page at a time: one indexed query for each organization that is asked, merged where
 * there are several.
 */
export async function listTasks(ctx: TasksContext, filters: TasksQuery): Promise<Page<TaskCard>> {
  const sort = await readSort(ctx, filters);
  const organizations = organizationsFor(ctx, filters);
  const cursor = filters.cursor === undefined ? null : decodeCursor(filters.cursor, cursorKinds(sort.name));
  const due = filters.due === undefined ? null : await dueRange(ctx, filters.due);
  const pages = await Promise.all(
    organizations.map((organization) => findIn(ctx, organization, filters, { sort, cursor, due })),
  );
  const rows = pages.length === 1 ? (pages[0] ?? []) : merge(pages.flat(), sort.isDescending);
  return toPage(ctx, rows, filters.limit);
}

/** The one that is named, by itself or by its team; else all of the caller's. `taskLister` has checked both. */
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
  readonly sort: TaskSort;
  readonly cursor: CursorKey | null;
  readonly due: DueRange | null;
}

async function findIn(
  ctx: TasksContext,
  organization: OrganizationAccess,
  filters: TasksQuery,
  order: Order,
): Promise<SortedRow[]> {
  const teamIds = readableTeamIds(organization, filters.teamId);
  if (teamIds.length === 0) return [];
  const isGuest = organization.role === 'guest';
  const userId = ctx.scope.userId;
  const people = (values: readonly string[] | undefined) =>
    (values ?? []).filter((value) => value !== 'none').map((value) => (value === 'me' ? userId : (value as UserId)));
  const { status: statusIds = [], due } = { ...filters, due: order.due };
  const deletedProjects = namesProject(filters) ? await deletedProjectsIn(ctx, [organization.id]) : none;
  if (filters.projectId !== undefined && deletedProjects.has(filters.projectId)) return [];
  const { equal, ranges, words } = customConditions(filters.customFields);
  const shape: Shape = {
    sort: order.sort.name,
    isDescending: order.sort.isDescending,
    cursor: order.cursor !== null,
    team: teamIds.length === 1 ? 'one' : 'many',
    status: statusIds.length === 0 ? 'any' : statusIds.length === 1 ? 'one' : 'many',
    guest: isGuest,
    project: filters.projectId !== undefined,
    assignee:
      filters.assigneeId === undefined ? 'any' : filters.assigneeId.includes('none') ? 'these or none' : 'these',
    category: filters.category !== undefined,
    priority: filters.priority !== undefined,
    label: filters.labelId !== undefined,
    createdBy: filters.createdBy !== undefined,
    archived: filters.archived,
    q: !!filters.q,
    updatedSince: filters.updatedSince !== undefined,
    milestone: filters.milestoneId !== undefined,
    parent: filters.parentId === undefined ? 'any' : filters.parentId === 'none' ? 'none' : 'one',
    blocked: filters.blocked ?? 'any',
    customEqual: equal !== null,
    customRange: ranges !== null,
    customWords: words !== null,
    due: due?.kind ?? 'any',
    extras: extras.filter((name) => filters.include?.includes(name)),
  };
  const cursor = order.cursor ?? [];
  return find(ctx, shape, {
    organizationId: organization.id,
    teamId: teamIds[0] ?? ('' as TeamId),
    teamIds,
    guestProjectIds: organization.guestProjectIds,
    statusId: statusIds[0] ?? null,
    statusIds,
    projectId: filters.projectId ?? null,
    assigneeIds: people(filters.assigneeId),
    categories: filters.category ?? [],
    priorities: filters.priority ?? [],
    labelIds: filters.labelId ?? [],
    creatorIds: people(filters.createdBy),
    ...searchWords(filters.q ?? ''),
    updatedSince: filters.updatedSince ?? null,
    milestoneIds: filters.milestoneId ?? [],
    deletedProjectIds: [...deletedProjects],
    parentId: filters.parentId === 'none' ? null : (filters.parentId ?? null),
    customEqual: equal,
    customRanges: ranges,
    customWords: words,
    dueFrom: due?.from ?? null,
    dueUntil: due?.until ?? null,
    dueFromMoment: due?.fromMoment ?? null,
    dueUntilMoment: due?.untilMoment ?? null,
    sortFieldId: order.sort.fieldId,
    optionIds: order.sort.optionIds,
    cursor0: cursor[0] ?? null,
    cursor1: cursor[1] ?? null,
    cursor2: cursor[2] ?? null,
    limit: filters.limit + 1,
  });
}

const none: ReadonlySet<ProjectId> = new Set();

/** Milestones are their project's. */
function namesProject({ projectId, milestoneId }: TasksQuery): boolean {
  return projectId !== undefined || milestoneId !== undefined;
}

/** A guest sees live teams' tasks through projects alone; everyone else the teams that they may read. */
function readableTeamIds(organization: OrganizationAccess, teamId: TeamId | undefined): TeamId[] {
  if (organization.role === 'guest') return [...organization.directory.teams.keys()];
  if (teamId === undefined) return organization.readableTeams().map(({ id }) => id);
  return organization.mayReadTeam(teamId) ? [teamId] : [];
}

type SortedRow = CardRow &
  Partial<Pick<TaskRow, (typeof extras)[number]>> & { sort0: string | number; sort1: string | number };

function keyOf(row: SortedRow, length: number): CursorKey {
  return length === 2 ? [row.sort0, row.id] : [row.sort0, row.sort1, row.id];
}

async function toPage(ctx: TasksContext, rows: readonly SortedRow[], limit: number): Promise<Page<TaskCard>> {
  const shown = rows.slice(0, limit);
  const beside = await besideTasks(ctx, shown);
  const last = shown.at(-1);
  const isWhole = rows.length <= limit || last === undefined;
  return {
    items: shown.map((row) => itemOf(row, beside)),
    nextCursor: isWhole ? null : encodeCursor(keyOf(last, last.sort1 === null ? 2 : 3)),
  };
}

function itemOf(row: SortedRow, beside: BesideTasks): TaskCard {
  const card = toCard(row, beside);
  const { description, recurrence, customFields } = row;
  if (description !== undefined) card.description = description;
  if (recurrence !== undefined) card.recurrence = shownRecurrence(recurrence);
  if (customFields !== undefined) card.customFields = customFields;
  return card;
}

/** Rows of several organizations in one order, as each of them was sorted. */
function merge(rows: SortedRow[], isDescending: boolean): SortedRow[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted(
    (a, b) => sign * (compare(a.sort0, b.sort0) || compare(a.sort1, b.sort1) || compare(a.id, b.id)),
  );
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

interface Shape {
  readonly sort: SortName;
  readonly isDescending: boolean;
  readonly cursor: boolean;
  readonly team: 'one' | 'many';
  readonly status: 'any' | 'one' | 'many';
  readonly guest: boolean;
  readonly project: boolean;
  readonly assignee: 'any' | 'these' | 'these or none';
  readonly category: boolean;
  readonly priority: boolean;
  readonly label: boolean;
  readonly createdBy: boolean;
  readonly archived: 'false' | 'true' | 'all';
  readonly q: boolean;
  readonly updatedSince: boolean;
  readonly due: 'any' | DueRange['kind'];
  readonly milestone: boolean;
  readonly parent: 'any' | 'none' | 'one';
  readonly blocked: 'any' | 'true' | 'false';
  readonly customEqual: boolean;
  readonly customRange: boolean;
  readonly customWords: boolean;
  readonly extras: readonly (typeof extras)[number][];
}

interface Arguments {
  organizationId: OrganizationId;
  teamId: TeamId;
  teamIds: readonly TeamId[];
  guestProjectIds: readonly ProjectId[];
  statusId: StatusId | null;
  statusIds: readonly StatusId[];
  projectId: ProjectId | null;
  assigneeIds: readonly (UserId | null)[];
  categories: readonly string[];
  priorities: readonly string[];
  labelIds: readonly LabelId[];
  creatorIds: readonly (UserId | null)[];
  word: string;
  otherWords: readonly string[];
  updatedSince: string | null;
  milestoneIds: readonly MilestoneId[];
  deletedProjectIds: readonly ProjectId[];
  parentId: TaskId | null;
  customEqual: CustomValues | null;
  customRanges: string | null;
  customWords: string | null;
  dueFrom: string | null;
  dueUntil: string | null;
  dueFromMoment: string | null;
  dueUntilMoment: string | null;
  sortFieldId: FieldId | null;
  optionIds: readonly string[];
  cursor0: string | number | null;
  cursor1: string | number | null;
  cursor2: string | number | null;
  limit: number;
}

/** What a search for tasks looks at. */
const taskText = folded(sql`${task.title} || ' ' || ${task.key}`);

const find = queryFamily<Shape, Arguments>()((shape, place) => {
  const keys = sortKeys(shape.sort, place);
  const direction = shape.isDescending ? sql`desc` : sql`asc`;
  const cursorPlaces = [place.cursor0, place.cursor1, place.cursor2];
  // A coalesce of a thing with itself is that thing, but no index has it: the filters' index is taken, and what is found
  // is sorted. Reading along the order instead would read everybody's tasks where few of them fit.
  const sortedBy = isNarrow(shape)
    ? keys.map(({ by }) => sql`coalesce(${by}, ${by})`)
    : keys.map(({ by }) => sql`${by}`);
  const order = [...sortedBy, sql`${task.id}`].map((by) => sql`${by} ${direction}`);
  const behind = sql`(${sql.join([...keys.map(({ by }) => by), sql`${task.id}`], sql`, `)})
    ${sql.raw(shape.isDescending ? '<' : '>')}
    (${sql.join(
      [
        ...keys.map(({ kind }, i) => sql`${cursorPlaces[i]}::${sql.raw(castOf[kind])}`),
        sql`${cursorPlaces[keys.length]}::uuid`,
      ],
      sql`, `,
    )})`;
  return build
    .select({
      ...listColumns,
      ...Object.fromEntries(shape.extras.map((name) => [name, task[name]])),
      sort0: sql<string | number>`${keys[0]?.by}`.as('sort0'),
      sort1: sql<string | number>`${keys[1]?.by ?? sql`null`}`.as('sort1'),
    })
    .from(task)
    .innerJoin(status, withStatus)
    .where(
      and(
        eq(task.organizationId, place.organizationId),
        shape.team === 'one' ? eq(task.teamId, place.teamId) : sql`${task.teamId} = any(${place.teamIds})`,
        shape.guest ? sql`${task.projectId} = any(${place.guestProjectIds})` : undefined,
        shape.status === 'one' ? eq(task.statusId, place.statusId) : undefined,
        shape.status === 'many' ? sql`${task.statusId} = any(${place.statusIds})` : undefined,
        isNull(task.deletedAt),
        shape.archived === 'false' ? isNull(task.archivedAt) : undefined,
        shape.archived === 'true' ? isNotNull(task.archivedAt) : undefined,
        shape.project ? eq(task.projectId, place.projectId) : undefined,
        shape.assignee === 'these' ? sql`${task.assigneeId} = any(${place.assigneeIds})` : undefined,
        shape.assignee === 'these or none'
          ? sql`(${task.assigneeId} is null or ${task.assigneeId} = any(${place.assigneeIds}))`
          : undefined,
        shape.category ? sql`${status.category} = any(${place.categories})` : undefined,
        shape.priority ? sql`${task.priority} = any(${place.priorities})` : undefined,
        shape.label ? sql`${task.labelIds} && ${place.labelIds}::uuid[]` : undefined,
        shape.createdBy ? sql`${task.createdBy} = any(${place.creatorIds})` : undefined,
        shape.q ? hasWords(taskText, place) : undefined,
        shape.updatedSince ? sql`${task.updatedAt} >= ${place.updatedSince}` : undefined,
        shape.milestone
          ? sql`${task.milestoneId} = any(${place.milestoneIds}) and ${task.projectId} <> all(${place.deletedProjectIds})`
          : undefined,
        shape.parent === 'one' ? eq(task.parentId, place.parentId) : undefined,
        shape.parent === 'none' ? isNull(task.parentId) : undefined,
        shape.blocked === 'true' ? gt(task.blockerCount, 0) : undefined,
        shape.blocked === 'false' ? eq(task.blockerCount, 0) : undefined,
        shape.customEqual || shape.customRange || shape.customWords ? sql`${task.customFields} <> '{}'` : undefined,
        shape.customEqual ? sql`${task.customFields} @> ${place.customEqual}::jsonb` : undefined,
        shape.customRange ? inRanges(place.customRanges) : undefined,
        shape.customWords ? hasWordsIn(place.customWords, place.organizationId) : undefined,
        dueCondition(shape.due, place),
        shape.cursor ? behind : undefined,
      ),
    )
    .orderBy(...order)
    .limit(place.limit);
});

/** Whether a filter leaves few tasks. A column of a board is few by itself, and is read in its own order. */
function isNarrow(shape: Shape): boolean {
  if (shape.status === 'one' && shape.sort === 'rank') return false;
  const { project, milestone, label, createdBy, q, guest, customEqual, customRange, customWords } = shape;
  const hasOwn = [project, milestone, label, createdBy, q, guest, customEqual, customRange, customWords].includes(true);
  return (
    hasOwn || shape.assignee === 'these' || shape.parent === 'one' || shape.blocked === 'true' || shape.due !== 'any'
  );
}

function dueCondition(
  kind: Shape['due'],
  place: Record<'dueFrom' | 'dueUntil' | 'dueFromMoment' | 'dueUntilMoment', unknown>,
) {
  if (kind === 'any') return undefined;
  if (kind === 'none') return sql`${task.dueDate} is null and ${task.dueAt} is null`;
  const isDue = sql`(
    (${task.dueDate} >= ${place.dueFrom}::date and ${task.dueDate} < ${place.dueUntil}::date)
    or (${task.dueAt} >= ${place.dueFromMoment}::timestamptz and ${task.dueAt} < ${place.dueUntilMoment}::timestamptz))`;
  return kind === 'overdue' ? sql`${isDue} and ${status.category} in ('todo', 'in_progress')` : isDue;
}
