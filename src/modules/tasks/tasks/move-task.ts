import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { sql } from '#platform/database/drizzle.ts';
import { only, statement } from '#platform/database/query.ts';
import { conflict, invalid } from '#platform/errors.ts';
import { type OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type Category, StatusId, TaskId } from '../contract.ts';
import { type Gone } from '../recurrence/task-and-next.ts';
import { goingOn } from '../recurrence/with-recurrence.ts';
import { status, task } from '../schema.ts';
import { changeTask, type TaskChange } from '../task/change-task.ts';
import { aboutTask, facts, type TaskEvent } from '../task/task-payload.ts';
import { Reason } from '../task/fields.ts';
import { behindLast } from '../task/end-of-column.ts';
import { rankAtEnd, rankBetween } from '../task/rank.ts';
import type { TaskRow } from '../task/columns.ts';
import { userIdOf } from '#platform/context.ts';

export const Move = z
  .strictObject({
    statusId: StatusId.optional(),
    before: TaskId.optional().describe('The task to place it above.'),
    after: TaskId.optional().describe('The task to place it below.'),
    teamId: TeamId.optional().describe('Another team of the organization to move the task to.'),
    reason: Reason,
  })
  .refine(({ before, after }) => !before || !after, { path: ['after'], error: 'give before or after, not both' });
export type Move = z.output<typeof Move>;

/** Where a task is to go: beside a card, or to an end of a column. */
export interface Destination {
  readonly statusId: StatusId;
  readonly before?: TaskId | undefined;
  readonly after?: TaskId | undefined;
  /** Where no neighbour is named; the end unless said otherwise. */
  readonly at?: 'top' | 'end';
  readonly reason?: string | undefined;
}

/** Moves a task on the board. Concurrent moves never share a place: the later one finds another beside its neighbour. */
export function moveTask(
  ctx: TasksContext,
  found: Authorized<TaskRow, 'work'>,
  { statusId, teamId: _teamId, ...beside }: Move,
  ifVersion?: number,
): Promise<Gone> {
  return goingOn(ctx, found, (inCtx) =>
    changeTask(
      inCtx,
      found,
      (current) => planMove(inCtx, current, { ...beside, statusId: statusId ?? current.statusId }),
      ifVersion,
    ),
  );
}

/**
 * The change that brings a task to its destination: rank, status, and what a status of another category brings along
 * (`completedAt`).
 * @throws DomainError 422 for a status of another team, or a neighbour that stands in another column; 409
 * `transition-not-allowed` where the workflow has no such way.
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
      // Its series goes on with the next task.
      ...(isDone && !wasDone && current.recurrence !== null
        ? { recurrence: null, handedOn: { recurrence: current.recurrence, nextId: null, nextSteps: 0 } }
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
  const about = aboutTask(after, before);
  const moved = { ...facts(after), statusId: after.statusId, previousStatusId: before.statusId };
  const events: TaskEvent[] = [{ ...about, type: 'task.moved', payload: moved }];
  if (before.category !== 'done' && after.category === 'done') {
    events.push({ ...about, type: 'task.completed', payload: { ...facts(after), completedBy: userIdOf(ctx.actor) } });
  }
  if (before.category === 'done' && after.category !== 'done') {
    events.push({ ...about, type: 'task.reopened', payload: facts(after) });
  }
  return events;
}

interface Place {
  readonly name: string;
  readonly category: Category;
  readonly rank: string;
}

async function findPlace(ctx: TasksContext, current: TaskRow, destination: Destination): Promise<Place> {
  const { statusId, before = null, after = null, at = 'end' } = destination;
  const neighbourId = before ?? after;
  const found = await only(
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
  if (found.name === null || found.category === null) throw invalid('statusId', 'This team does not have this status.');
  if (!found.isAllowed) {
    throw conflict(
      'transition-not-allowed',
      `The workflow does not allow the status change from “${current.status}” to “${found.name}”.`,
    );
  }
  if (neighbourId !== null && found.neighbour === null) {
    throw invalid(before ? 'before' : 'after', 'That task is not in this column. Reload the column.');
  }
  const { name, category } = found;
  if (before) return { name, category, rank: rankBetween(found.above, found.neighbour) };
  if (after) return { name, category, rank: rankBetween(found.neighbour, found.below) };
  return { name, category, rank: found.end ?? rankBetween(null, found.top) };
}

/**
 * The target column and the ranks around the wanted place, in one statement: each a step in the board's own index. Out
 * of a status that has just been removed every way is open: the task is elsewhere by then, and the move is planned anew.
 */
const surroundings = statement<
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
>((place) => {
  const inColumn = sql`
    organization_id = ${place.organizationId} and team_id = ${place.teamId} and status_id = ${place.statusId}
    and deleted_at is null and archived_at is null and id <> ${place.id}`;
  return sql`
    select chosen.name, chosen.category, ${place.statusId}::uuid = ${place.fromStatusId}::uuid or not exists (
        select from ${status} as origin
        where origin.organization_id = ${place.organizationId} and origin.id = ${place.fromStatusId}
          and not ${place.statusId}::uuid = any(origin.transitions)) as "isAllowed",
      neighbour.rank as neighbour,
      (select max(rank) from ${task} where ${inColumn} and rank < neighbour.rank) as above,
      (select min(rank) from ${task} where ${inColumn} and rank > neighbour.rank) as below,
      case when ${place.wantsTop}::boolean then (select min(rank) from ${task} where ${inColumn}) end as top,
      case when ${place.wantsEnd}::boolean
        then ${behindLast(place.rankAtEnd, sql`select max(rank) from ${task} where ${inColumn}`)} end as end
    from (select 1) as one
    left join lateral (
      select name, category from ${status}
      where organization_id = ${place.organizationId} and team_id = ${place.teamId} and id = ${place.statusId}) as chosen on true
    left join lateral (select rank from ${task} where ${inColumn} and id = ${place.neighbourId}::uuid) as neighbour on true`;
});
