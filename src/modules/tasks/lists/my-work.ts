import { z } from 'zod';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { dayIn } from '#platform/dates.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { localTime, type ZoneOffsets, zoneOffsets } from '#platform/database/local-time.ts';
import { queryFamily } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { OrganizationId, type ProjectId, type TeamId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { taskRelations } from '../task/task-relations.ts';
import { timezoneOf } from '../task/due.ts';
import { type CardRow, listColumns, withStatus } from '../task/columns.ts';
import { hasOpenStatus } from '../task/open-category.ts';
import { TaskCard } from '../task/task.ts';
import { toCard } from '../task/show-task.ts';

const cards = z.array(TaskCard);

export const MyWork = z
  .strictObject({
    overdue: cards,
    today: cards,
    upcoming: cards.describe('Due later, next first; then tasks without a due date.'),
    waiting: cards.describe('My blocked tasks, and tasks that I assigned to others.'),
  })
  .meta({
    id: 'MyWork',
    description: 'Open tasks across teams: at most 200 of mine and 50 of others per organization.',
  });

export const MyWorkQuery = z.strictObject({ organizationId: OrganizationId.optional() });

/** What the caller has to do and waits for: two queries for each of their organizations. */
export async function myWork(
  ctx: TasksContext,
  { organizationId }: z.output<typeof MyWorkQuery>,
): Promise<z.infer<typeof MyWork>> {
  const { userId } = ctx.scope;
  if (userId === null) throw unauthenticated();
  const organizations = ctx.scope.organizations.filter(
    ({ id }) => organizationId === undefined || id === organizationId,
  );
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const zone = await zoneOffsets(timezone, now);
  const parts = await Promise.all(organizations.map((organization) => workIn(ctx, organization, userId, zone)));
  const mine = inDueOrder(
    parts.flatMap((part) => part.mine),
    timezone,
  );
  const delegated = inDueOrder(
    parts.flatMap((part) => part.given),
    timezone,
  );
  const relations = await taskRelations(ctx, [...mine, ...delegated]);
  const sectionOf = (row: CardRow) => section(row, now, dayIn(timezone, now), timezone);
  const cardsOf = (state: string, rows: readonly CardRow[]) =>
    rows.filter((row) => sectionOf(row) === state).map((row) => toCard(row, relations));
  return {
    overdue: cardsOf('overdue', mine),
    today: cardsOf('today', mine),
    upcoming: cardsOf('upcoming', mine),
    waiting: [...mine.filter(({ blockerCount }) => blockerCount > 0), ...delegated].map((row) =>
      toCard(row, relations),
    ),
  };
}

async function workIn(ctx: TasksContext, organization: OrganizationAccess, userId: UserId, zone: ZoneOffsets) {
  const params = {
    organizationId: organization.id,
    userId,
    teamIds: organization.role === 'guest' ? [...organization.directory.teams.keys()] : readable(organization),
    projectIds: organization.guestProjectIds,
    ...zone,
  };
  const isGuest = organization.role === 'guest';
  const [mine, delegated] = await Promise.all([
    find(ctx, { whose: 'mine', isGuest }, params),
    find(ctx, { whose: 'given', isGuest }, params),
  ]);
  return { mine, given: delegated };
}

function readable(organization: OrganizationAccess): TeamId[] {
  return organization.readableTeams().map(({ id }) => id);
}

function section(row: CardRow, now: Date, today: string, timezone: string): string {
  if (row.dueAt !== null) {
    if (row.dueAt < now.toISOString()) return 'overdue';
    return dayIn(timezone, new Date(row.dueAt)) === today ? 'today' : remainingSection(row);
  }
  if (row.dueDate !== null && row.dueDate < today) return 'overdue';
  return row.dueDate === today ? 'today' : remainingSection(row);
}

/** Blocked tasks that are not due yet belong to what the caller waits for. */
function remainingSection({ blockerCount }: CardRow): string {
  return blockerCount > 0 ? 'waiting' : 'upcoming';
}

/**
 * The same order as the query: a whole day before its times, in the reader's time zone; tasks without a due date last.
 */
function inDueOrder(rows: readonly CardRow[], timezone: string): CardRow[] {
  const keyOf = ({ dueAt, dueDate }: CardRow) =>
    dueAt === null ? (dueDate ?? '9999') : `${dayIn(timezone, new Date(dueAt))} ${dueAt}`;
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row.id < b.row.id ? -1 : 1))
    .map(({ row }) => row);
}

const find = queryFamily<
  { whose: 'mine' | 'given'; isGuest: boolean },
  {
    organizationId: OrganizationId;
    userId: UserId;
    teamIds: readonly TeamId[];
    projectIds: readonly ProjectId[];
  } & ZoneOffsets
>()((shape, params) =>
  qb
    .select(listColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        shape.whose === 'mine'
          ? sql`(${taskTable.assigneeId} = ${params.userId}
              or (${taskTable.collaboratorIds} <> '{}' and ${taskTable.collaboratorIds} @> array[${params.userId}::uuid]))`
          : sql`${taskTable.createdBy} = ${params.userId} and ${taskTable.assigneeId} <> ${taskTable.createdBy}
              and not (${taskTable.collaboratorIds} @> array[${params.userId}::uuid])`,
        isNull(taskTable.completedAt),
        isNull(taskTable.deletedAt),
        isNull(taskTable.archivedAt),
        hasOpenStatus,
        sql`${taskTable.teamId} = any(${params.teamIds})`,
        shape.isGuest ? sql`${taskTable.projectId} = any(${params.projectIds})` : undefined,
      ),
    )
    .orderBy(
      sql`coalesce(${taskTable.dueDate}, ${localTime(taskTable.dueAt, params)}::date)`,
      sql`${taskTable.dueAt} nulls first`,
      taskTable.id,
    )
    .limit(shape.whose === 'mine' ? 200 : 50),
);
