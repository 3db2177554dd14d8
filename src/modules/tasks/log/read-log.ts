import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { Actor } from '#platform/context.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { keysetById, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page } from '#platform/pagination/pagination.ts';
import { type OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { LogEntryId, logTypes, TaskId } from '../contract.ts';
import { logTable } from '../schema/log.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from '../task/columns.ts';
import { withoutHiddenTasks } from './other-tasks.ts';

const LogActor = z
  .strictObject({ kind: z.string(), id: UserId.nullable(), name: z.string().nullable() })
  .meta({ id: 'LogActor', description: 'Who did it: a user, a token, a service or a background job.' });

export const LogEntry = z
  .strictObject({
    id: LogEntryId,
    taskId: TaskId,
    teamId: TeamId,
    taskKey: z
      .string()
      .nullable()
      .describe(
        'Current title; null if the task was permanently deleted or is in a team that the caller can’t access.',
      ),
    taskTitle: z.string().nullable(),
    type: z.enum(logTypes),
    actor: LogActor,
    field: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
    reason: z.string().nullable(),
    requestId: z.string(),
    at: z.iso.datetime(),
  })
  .meta({
    id: 'LogEntry',
    description: 'Changes of a description that somebody makes within ten minutes of each other are one entry.',
  });
export type LogEntry = z.infer<typeof LogEntry>;

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A task's log, newest first, including its time in other teams. */
export function readTaskLog(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'read'>,
  page: PageAsked,
): Promise<Page<LogEntry>> {
  return readPage(ctx, page, [{ of: 'task', organizationId, taskId: id }]);
}

export function readTeamLog(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'read'>,
  page: PageAsked,
): Promise<Page<LogEntry>> {
  return readPage(ctx, page, [{ of: 'team', organizationId: organization.id, teamIds: [team.id] }]);
}

/** Limited to teams whose tasks the caller may read. */
export function readOrganizationLog(
  ctx: TasksContext,
  organization: Authorized<OrganizationAccess, 'use'>,
  page: PageAsked,
): Promise<Page<LogEntry>> {
  return readPage(ctx, page, [
    { of: 'organization', organizationId: organization.id, teamIds: readable(organization) },
  ]);
}

/** What a person did, in the organizations and teams that the caller may read. */
export function readUserLog(ctx: TasksContext, userId: UserId, page: PageAsked): Promise<Page<LogEntry>> {
  const organizations = ctx.scope.organizations.filter(({ role }) => role !== 'guest');
  return readPage(
    ctx,
    page,
    organizations.map((organization) => ({
      of: 'user',
      organizationId: organization.id,
      teamIds: readable(organization),
      userId,
    })),
  );
}

function readable(organization: OrganizationAccess): TeamId[] {
  return organization.readableTeams().map(({ id }) => id);
}

interface Part {
  readonly of: 'task' | 'team' | 'organization' | 'user';
  readonly organizationId: OrganizationId;
  readonly taskId?: TaskId;
  readonly teamIds?: readonly TeamId[];
  readonly userId?: UserId;
}

/** A page of one log, or of several organizations’ logs in chronological order: ids are ordered by time (UUIDv7). */
async function readPage(ctx: TasksContext, pageQuery: PageAsked, parts: readonly Part[]): Promise<Page<LogEntry>> {
  const isAskedFor = parts.every(({ of }) => of === 'task');
  return keysetPage(pageQuery, {
    kinds: order.kinds,
    find: async (page) => {
      const logs = await Promise.all(parts.map((part) => readPart(ctx, part, page)));
      if (logs.length === 1) return logs[0] ?? [];
      return logs
        .flat()
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, page.limit);
    },
    keyOf: ({ id }) => [id],
    toItems: async (rows) => {
      const people = await ctx.people.byIds(rows.map(({ actorId }) => actorId));
      return rows.map(({ actor, actorId, taskTeamId, ...row }) => ({
        ...row,
        // Hides key and title while the task is in a team that is closed to the caller.
        ...(isAskedFor || mayReadTeam(ctx, taskTeamId) ? {} : { taskKey: null, taskTitle: null }),
        actor: {
          kind: Actor.parse(actor).kind,
          id: actorId,
          name: actorId === null ? null : (people.get(actorId)?.name ?? null),
        },
      }));
    },
  });
}

async function readPart(
  ctx: TasksContext,
  { of, organizationId, taskId, teamIds = [], userId }: Part,
  page: PageParams,
) {
  const shape = { of, cursor: page.hasCursor };
  const key = { organizationId, taskId: taskId ?? null, teamId: teamIds[0] ?? null, teamIds, userId: userId ?? null };
  return withoutHiddenTasks(ctx, organizationId, await find(ctx, shape, { ...key, ...page }));
}

function mayReadTeam({ scope }: TasksContext, teamId: TeamId | null): boolean {
  return teamId !== null && scope.team(teamId)?.organization.mayReadTeam(teamId) === true;
}

const order = keysetById(logTable.id);
const find = queryFamily<
  { of: Part['of']; cursor: boolean },
  PageParams & {
    organizationId: OrganizationId;
    taskId: TaskId | null;
    teamId: TeamId | null;
    teamIds: readonly TeamId[];
    userId: UserId | null;
  }
>()((shape, params) =>
  qb
    .select({
      id: logTable.id,
      taskId: logTable.taskId,
      teamId: logTable.teamId,
      taskKey: taskTable.key,
      taskTitle: taskTable.title,
      taskTeamId: sql<TeamId | null>`${taskTable.teamId}`.as('task_team_id'),
      type: logTable.type,
      actor: logTable.actor,
      actorId: logTable.actorId,
      field: logTable.field,
      before: logTable.before,
      after: logTable.after,
      reason: logTable.reason,
      requestId: logTable.requestId,
      at: logTable.at,
    })
    .from(logTable)
    .leftJoin(taskTable, and(eq(taskTable.organizationId, logTable.organizationId), eq(taskTable.id, logTable.taskId)))
    .where(
      and(
        eq(logTable.organizationId, params.organizationId),
        shape.of === 'task' ? eq(logTable.taskId, params.taskId) : undefined,
        shape.of === 'team' ? eq(logTable.teamId, params.teamId) : undefined,
        shape.of === 'user' ? eq(logTable.actorId, params.userId) : undefined,
        shape.of === 'user' || shape.of === 'organization'
          ? sql`${logTable.teamId} = any(${params.teamIds})`
          : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
