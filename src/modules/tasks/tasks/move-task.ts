import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid } from '#platform/errors.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type Category, StatusId, TaskId } from '../contract.ts';
import { type TaskAndNext } from '../recurrence/task-and-next.ts';
import { withRecurrence } from '../recurrence/with-recurrence.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { changeTask, type TaskChange } from '../task/change-task.ts';
import { taskEvent, taskPayload, type TaskEvent } from '../task/task-payload.ts';
import { Reason } from '../task/fields.ts';
import { rankAfterLast } from '../task/end-of-column.ts';
import { rankAtEnd, rankBetween } from '../task/rank.ts';
import type { TaskRow } from '../task/columns.ts';
import { userIdOf } from '#platform/context.ts';

export const neighbours = {
  before: TaskId.optional().describe('The task to place it above.'),
  after: TaskId.optional().describe('The task to place it below.'),
};
export const oneNeighbour = {
  check: ({ before, after }: { before?: TaskId | undefined; after?: TaskId | undefined }) => !before || !after,
  params: { path: ['after'], error: 'give before or after, not both' },
};

export const Move = z
  .strictObject({
    statusId: StatusId.optional(),
    ...neighbours,
    teamId: TeamId.optional().describe('Another team of the organization to move the task to.'),
    reason: Reason,
  })
  .refine(oneNeighbour.check, oneNeighbour.params);
export type Move = z.output<typeof Move>;

/** Where a task goes: next to a card, or to an end of a column. */
export interface Destination {
  readonly statusId: StatusId;
  readonly before?: TaskId | undefined;
  readonly after?: TaskId | undefined;
  /** Without a neighbour: which end of the column, `end` by default. */
  readonly at?: 'top' | 'end';
  readonly reason?: string | undefined;
}

/**
 * Moves a task on the board. Concurrent moves never share a rank: the later one gets another rank near its neighbour.
 */
export function moveTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { statusId, teamId: _teamId, ...position }: Move,
  ifVersion?: number,
): Promise<TaskAndNext> {
  return withRecurrence(ctx, task, (inCtx) =>
    changeTask(
      inCtx,
      task,
      (current) => planMove(inCtx, current, { ...position, statusId: statusId ?? current.statusId }),
      ifVersion,
    ),
  );
}

/**
 * The change that moves a task to its destination: rank, status, and what another category implies (`completedAt`).
 * @throws DomainError 422 for a status of another team, or a neighbour in another column; 409 `transition-not-allowed`
 * if the workflow does not allow it.
 */
export async function planMove(ctx: TasksContext, current: TaskRow, destination: Destination): Promise<TaskChange> {
  const target = await findPlace(ctx, current, destination);
  const isOtherStatus = destination.statusId !== current.statusId;
  const wasDone = current.category === 'done';
  const isDone = target.category === 'done';
  const now = ctx.clock.now().toISOString();
  const { reason } = destination;
  const log = isOtherStatus
    ? [{ type: logType(wasDone, isDone), field: 'status', before: current.status, after: target.name, reason } as const]
    : [];
  return {
    set: {
      rank: target.rank,
      ...(isOtherStatus ? { statusId: destination.statusId } : {}),
      ...(wasDone === isDone ? {} : { completedAt: isDone ? now : null }),
      ...(current.startedAt === null && isWork(target.category) ? { startedAt: now } : {}),
      // The next task continues its series.
      ...(isDone && !wasDone && current.recurrence !== null
        ? { recurrence: null, recurrenceHandoff: { recurrence: current.recurrence, nextId: null, nextSteps: 0 } }
        : {}),
    },
    ...(isOtherStatus ? { status: { name: target.name, category: target.category } } : {}),
    log,
    events: (after) => moveEvents(ctx, current, after),
  };
}

const isWork = (category: Category) => category === 'in_progress' || category === 'done';

export function logType(wasDone: boolean, isDone: boolean): 'moved' | 'completed' | 'reopened' {
  if (wasDone === isDone) return 'moved';
  return isDone ? 'completed' : 'reopened';
}

export function moveEvents(ctx: TasksContext, before: TaskRow, after: TaskRow): TaskEvent[] {
  const envelope = taskEvent(after, before);
  const status = { name: after.status, category: after.category, previousCategory: before.category };
  const payload = { ...taskPayload(after), statusId: after.statusId, previousStatusId: before.statusId, status };
  const events: TaskEvent[] = [{ ...envelope, type: 'task.moved', payload }];
  if (before.category !== 'done' && after.category === 'done') {
    events.push({
      ...envelope,
      type: 'task.completed',
      payload: { ...taskPayload(after), completedBy: userIdOf(ctx.actor) },
    });
  }
  if (before.category === 'done' && after.category !== 'done') {
    events.push({ ...envelope, type: 'task.reopened', payload: taskPayload(after) });
  }
  return events;
}

interface BoardPosition {
  readonly name: string;
  readonly category: Category;
  readonly rank: string;
}

async function findPlace(ctx: TasksContext, current: TaskRow, destination: Destination): Promise<BoardPosition> {
  const { statusId, before = null, after = null, at = 'end' } = destination;
  const neighbourId = before ?? after;
  const status = await one(
    surroundings(ctx, {
      organizationId: current.organizationId,
      teamId: current.teamId,
      id: current.id,
      fromStatusId: current.statusId,
      statusId,
      neighbourId,
      wantsTop: neighbourId === null && at === 'top',
      wantsEnd: neighbourId === null && at === 'end',
      rankAtEnd: rankAtEnd(ctx.clock.now()),
    }),
  );
  if (status.name === null || status.category === null)
    throw invalid('statusId', 'This team does not have this status.');
  if (!status.isAllowed) {
    throw conflict(
      'transition-not-allowed',
      `The workflow does not allow the status change from “${current.status}” to “${status.name}”.`,
    );
  }
  if (neighbourId !== null && status.neighbour === null) {
    throw invalid(before ? 'before' : 'after', 'That task is not in this column. Reload the column.');
  }
  const { name, category } = status;
  if (before) return { name, category, rank: rankBetween(status.above, status.neighbour) };
  if (after) return { name, category, rank: rankBetween(status.neighbour, status.below) };
  return { name, category, rank: status.end ?? rankBetween(null, status.top) };
}

/**
 * The target column and the ranks around the destination, in one statement: each is one step in the board's index. From
 * a status that was just deleted every transition is allowed: the task has been moved by then, and the move is planned
 * again.
 */
const surroundings = rawQuery<
  {
    organizationId: OrganizationId;
    teamId: TeamId;
    id: TaskId;
    fromStatusId: StatusId;
    statusId: StatusId;
    neighbourId: TaskId | null;
    wantsTop: boolean;
    wantsEnd: boolean;
    rankAtEnd: string;
  },
  {
    name: string | null;
    category: Category | null;
    isAllowed: boolean;
    neighbour: string | null;
    above: string | null;
    below: string | null;
    top: string | null;
    end: string | null;
  }
>((params) => {
  const inColumn = sql`
    organization_id = ${params.organizationId} and team_id = ${params.teamId} and status_id = ${params.statusId}
    and deleted_at is null and archived_at is null and id <> ${params.id}`;
  return sql`
    select chosen.name, chosen.category, ${params.statusId}::uuid = ${params.fromStatusId}::uuid or not exists (
        select from ${statusTable} as origin
        where origin.organization_id = ${params.organizationId} and origin.id = ${params.fromStatusId}
          and not ${params.statusId}::uuid = any(origin.transitions)) as "isAllowed",
      neighbour.rank as neighbour,
      (select max(rank) from ${taskTable} where ${inColumn} and rank < neighbour.rank) as above,
      (select min(rank) from ${taskTable} where ${inColumn} and rank > neighbour.rank) as below,
      case when ${params.wantsTop}::boolean then (select min(rank) from ${taskTable} where ${inColumn}) end as top,
      case when ${params.wantsEnd}::boolean
        then ${rankAfterLast(params.rankAtEnd, sql`select max(rank) from ${taskTable} where ${inColumn}`)} end as end
    from (select 1) as one
    left join lateral (
      select name, category from ${statusTable}
      where organization_id = ${params.organizationId} and team_id = ${params.teamId} and id = ${params.statusId}) as chosen on true
    left join lateral (select rank from ${taskTable} where ${inColumn} and id = ${params.neighbourId}::uuid) as neighbour on true`;
});
