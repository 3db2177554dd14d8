import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import { userIdOf } from '#platform/context.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LogEntryId, StatusId, TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { logTable } from '../schema/log.ts';
import { type Recurrence, taskTable } from '../schema/task.ts';
import { recountTasks } from '../task/task-counts.ts';
import { endOfColumn } from '../task/end-of-column.ts';
import { tasksByIds } from '../task/queries.ts';
import { noteAround } from '../task/without-triggers.ts';
import type { TaskRow } from '../task/columns.ts';
import type { StatusRow, TeamKey } from '../task/statuses.ts';

/**
 * Moves all tasks of a status to the end of another one, in their order, with one log entry each and one event for all.
 * @returns The recurring tasks that this completed, whose series has to continue.
 */
export async function moveAllTasks(
  ctx: TasksContext,
  key: TeamKey,
  from: StatusRow,
  to: StatusRow,
): Promise<RecurringTask[]> {
  const isOtherCategory = from.category !== to.category;
  const locked = await (isOtherCategory ? lockWithAffected : lockTasks)(ctx, { ...key, from: from.id });
  const isCompletion = logType(from.category, to.category) === 'completed';
  const series = isCompletion ? locked.filter(({ goesOn }) => goesOn) : [];
  const recurring = await tasksByIds(ctx, { organizationId: key.organizationId, ids: series.map(({ id }) => id) });
  const end = await endOfColumn(ctx, { ...key, statusId: to.id });
  const inStatus = locked.filter(({ isInStatus }) => isInStatus).map(({ id }) => id);
  const { moved } = await noteAround(ctx, { organizationId: key.organizationId, ids: inStatus }, () =>
    one(
      moveAll(ctx, {
        ...key,
        from: from.id,
        to: to.id,
        fromName: from.name,
        toName: to.name,
        category: to.category,
        type: logType(from.category, to.category),
        prefix: end.slice(0, 9),
        now: ctx.clock.now().toISOString(),
        actor: JSON.stringify(ctx.actor),
        actorId: userIdOf(ctx.actor),
        requestId: ctx.requestId,
        idStart: newId<LogEntryId>().slice(0, 'xxxxxxxx-xxxx-7'.length),
      }),
    ),
  );
  if (moved === 0) return [];
  if (isOtherCategory) {
    const affected = await lockAffected(ctx, { ...key, to: to.id });
    await recountTasks(ctx, { organizationId: key.organizationId, ids: affected.map(({ id }) => id) });
  }
  await publish(ctx, {
    type: 'tasks.changed',
    organizationId: key.organizationId,
    subject: { kind: 'team', id: key.teamId, version: 1 },
    audience: audience(key.organizationId, { teamIds: [key.teamId] }),
    payload: { teamId: key.teamId, count: moved },
  });
  return recurring.flatMap((row) => (row.recurrence === null ? [] : [{ ...row, recurrence: row.recurrence }]));
}

type RecurringTask = TaskRow & { readonly recurrence: Recurrence };

function logType(from: Category, to: Category): string {
  if ((from === 'done') === (to === 'done')) return 'moved';
  return to === 'done' ? 'completed' : 'reopened';
}

/** Ranks later than the current time keep their order among the moved tasks. */
const moveAll = rawQuery<
  {
    organizationId: OrganizationId;
    teamId: TeamId;
    from: StatusId;
    to: StatusId;
    fromName: string;
    toName: string;
    category: Category;
    type: string;
    prefix: string;
    now: string;
    actor: string;
    actorId: string | null;
    requestId: string;
    /** The time part of a UUIDv7: log entries are ordered by id. */
    idStart: string;
  },
  { moved: number }
>(
  (params) => sql`
    with moved as (
      update ${taskTable} set status_id = ${params.to}, rank = ${params.prefix}::text || rank || 'V',
        completed_at = case when ${params.category}::text <> 'done' then null else coalesce(completed_at, ${params.now}) end,
        started_at = case when ${params.category}::text in ('in_progress', 'done') then coalesce(started_at, ${params.now})
          else started_at end,
        handed_on = case when ${params.type}::text = 'completed' and deleted_at is null and recurrence is not null
          then jsonb_set('{"nextId": null, "nextSteps": 0}', '{recurrence}', recurrence) else handed_on end,
        recurrence = case when ${params.type}::text = 'completed' and deleted_at is null then null else recurrence end,
        updated_at = ${params.now}, version = version + 1
      where organization_id = ${params.organizationId} and team_id = ${params.teamId} and status_id = ${params.from}
      returning id),
    logged as (
      insert into ${logTable} (organization_id, id, task_id, team_id, type, actor, actor_id, field, before, after, request_id, at)
      select ${params.organizationId}, (${params.idStart}::text || substr(gen_random_uuid()::text, 16))::uuid, moved.id, ${params.teamId}, ${params.type}, ${params.actor}::jsonb,
        ${params.actorId}::uuid, 'status', to_jsonb(${params.fromName}::text), to_jsonb(${params.toName}::text),
        ${params.requestId}, ${params.now}
      from moved)
    select count(*) as moved from moved`,
);

/** The tasks of a status. */
const lockTasks = rawQuery<TeamKey & { from: StatusId }, Locked>((params) =>
  locking(params, tasksOfStatus(params, params.from)),
);
/** Also locks the tasks whose counts they affect, always in the same order. */
const lockWithAffected = rawQuery<TeamKey & { from: StatusId }, Locked>((params) =>
  locking(params, sql`${tasksOfStatus(params, params.from)} union ${affectedBy(params, params.from)}`),
);
/** The same for the status they have moved to, including tasks that were moved there concurrently. */
const lockAffected = rawQuery<TeamKey & { to: StatusId }, { id: TaskId }>(
  (params) => sql`
    select id from ${taskTable}
    where organization_id = ${params.organizationId} and id in (${affectedBy(params, params.to)})
    order by id for no key update`,
);

interface Locked {
  id: TaskId;
  isInStatus: boolean;
  goesOn: boolean;
}
type TeamParams = Record<keyof TeamKey, Placeholder>;

function locking({ organizationId, from }: TeamParams & { from: Placeholder }, ids: SqlFragment) {
  return sql`
    select id, status_id = ${from} as "isInStatus", status_id = ${from} and recurrence is not null and deleted_at is null as "goesOn" from ${taskTable}
    where organization_id = ${organizationId} and id in (${ids})
    order by id for update`;
}

function tasksOfStatus({ organizationId, teamId }: TeamParams, statusId: Placeholder) {
  return sql`
    select id from ${taskTable}
    where organization_id = ${organizationId} and team_id = ${teamId} and status_id = ${statusId}`;
}

/** Parents of the tasks in a status, and the tasks that they block. */
function affectedBy({ organizationId, teamId }: TeamParams, statusId: Placeholder) {
  return sql`
    select parent_id from ${taskTable}
    where organization_id = ${organizationId} and team_id = ${teamId} and status_id = ${statusId} and parent_id is not null
    union
    select other_id from ${dependencyTable} join ${taskTable} as source
      on source.organization_id = dependency.organization_id and source.id = dependency.task_id
    where source.organization_id = ${organizationId} and source.team_id = ${teamId} and source.status_id = ${statusId}
      and dependency.type = 'blocks'`;
}
