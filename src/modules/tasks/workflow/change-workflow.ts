import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid, notFound, stale } from '#platform/errors.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { categories, StatusId } from '../contract.ts';
import { createNextOccurrence } from '../recurrence/with-recurrence.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { moveAllTasks } from './move-all-tasks.ts';
import {
  existingStatuses,
  insertStatus,
  lockWorkflow,
  publishWorkflow,
  type StatusRow,
  statusColumns,
  statusesOf,
  type TeamKey,
} from '../task/statuses.ts';

export const maxStatuses = 50;
const most = 10_000;
const fields = {
  name: Name,
  category: z.enum(categories),
  position: z.number().int().min(0).max(maxStatuses).describe('Position in the workflow, from 0.'),
  limit: z.number().int().min(1).max(most).nullable(),
  transitions: z.array(StatusId).max(maxStatuses).nullable(),
};
const { name, category, ...optional } = fields;
export const NewStatus = z.strictObject({ name, category, ...z.object(optional).partial().shape });
export const StatusPatch = z.strictObject(z.object(fields).partial().shape);

type Admin = Authorized<TeamInOrganization, 'administer'>;

function keyOf({ organization, team }: Admin): TeamKey {
  return { organizationId: organization.id, teamId: team.id };
}

/** Adds a status, at the end of the workflow unless a position is named. */
export function createStatus(ctx: TasksContext, team: Admin, input: z.output<typeof NewStatus>): Promise<StatusRow> {
  return changeWorkflow(ctx, team, async (inTx, key, statuses) => {
    if (statuses.length >= maxStatuses) throw conflict('too-many-statuses', 'A workflow can have at most 50 statuses.');
    const row: StatusRow = {
      id: newId<StatusId>(),
      teamId: key.teamId,
      name: input.name,
      category: input.category,
      position: statuses.length,
      wipLimit: input.limit ?? null,
      transitions: input.transitions ?? null,
      version: 1,
    };
    checkName(statuses, row);
    checkTransitions(statuses, row.transitions);
    await insertStatus(inTx, { ...key, ...row });
    return positionStatus(inTx, key, [...statuses, row], row, input.position);
  });
}

/**
 * Changes a status.
 * @throws DomainError 409 `status-not-empty` for another category while it has tasks, 409 `last-of-category`.
 */
export function updateStatus(
  ctx: TasksContext,
  team: Admin,
  id: StatusId,
  patch: z.output<typeof StatusPatch>,
  ifVersion?: number,
): Promise<StatusRow> {
  return changeWorkflow(ctx, team, async (inTx, key, statuses) => {
    const current = statuses.find((row) => row.id === id);
    if (!current) throw notFound();
    if (ifVersion !== undefined && current.version !== ifVersion) throw stale(current.version);
    const changed: StatusRow = {
      ...current,
      name: patch.name ?? current.name,
      category: patch.category ?? current.category,
      wipLimit: patch.limit === undefined ? current.wipLimit : patch.limit,
      transitions: patch.transitions === undefined ? current.transitions : patch.transitions,
    };
    checkName(statuses, changed);
    if (patch.transitions !== undefined) checkTransitions(statuses, changed.transitions);
    if (changed.category !== current.category) {
      checkNotLast(statuses, current);
      await lockStatus(inTx, { ...key, id });
      if ((await countIn(inTx, key, id)) > 0) throw notEmpty();
    }
    const row = await one(update(inTx, { ...key, ...changed }));
    return positionStatus(
      inTx,
      key,
      statuses.map((item) => (item.id === id ? row : item)),
      row,
      patch.position,
    );
  });
}

/**
 * Deletes a status. Its tasks, including those in the trash and the archive, move to `moveTo`.
 * @throws DomainError 409 `status-not-empty` if it has tasks and `moveTo` is missing, 409 `last-of-category`.
 */
export async function deleteStatus(
  ctx: TasksContext,
  team: Admin,
  id: StatusId,
  moveTo: StatusId | undefined,
  ifVersion?: number,
): Promise<void> {
  await changeWorkflow(ctx, team, async (inTx, key, statuses) => {
    const current = statuses.find((row) => row.id === id);
    if (!current) throw notFound();
    if (ifVersion !== undefined && current.version !== ifVersion) throw stale(current.version);
    checkNotLast(statuses, current);
    const target = statuses.find((row) => row.id === moveTo && row.id !== id);
    if (moveTo !== undefined && !target) throw invalid('moveTo', 'This team does not have this other status.');
    await lockStatus(inTx, { ...key, id });
    if (!target && (await countIn(inTx, key, id)) > 0) throw notEmpty();
    const completed = target ? await moveAllTasks(inTx, key, current, target) : [];
    await removeFromTransitions(inTx, { ...key, id });
    await remove(inTx, { ...key, id });
    const rest = statuses.filter((row) => row.id !== id);
    await renumberAll(inTx, key, rest);
    // After the deletion, so that no next task is created in the deleted status.
    for (const row of completed) await createNextOccurrence(inTx, row, row.recurrence);
    return current;
  });
}

/** One change of a team's workflow at a time; publishes the change to everybody who views it. */
function changeWorkflow(
  ctx: TasksContext,
  team: Admin,
  work: (ctx: TasksContext, key: TeamKey, statuses: StatusRow[]) => Promise<StatusRow>,
): Promise<StatusRow> {
  return retryOnCollision(ctx, async (inTx) => {
    const key = keyOf(team);
    await statusesOf(inTx, key);
    await lockWorkflow(inTx, key);
    const row = await work(inTx, key, await existingStatuses(inTx, key));
    await publishWorkflow(inTx, key, row);
    return row;
  });
}

function checkName(statuses: readonly StatusRow[], row: StatusRow): void {
  const isTaken = statuses.some((item) => item.id !== row.id && item.name.toLowerCase() === row.name.toLowerCase());
  if (isTaken) throw conflict('status-exists', 'The team already has a status with this name.');
}

function checkTransitions(statuses: readonly StatusRow[], transitions: readonly StatusId[] | null): void {
  if (transitions?.some((id) => !statuses.some((row) => row.id === id))) {
    throw invalid('transitions', 'One of these is not a status of the team.');
  }
}

/** Every team needs at least one `todo`, for new tasks, and one `done`. */
function checkNotLast(statuses: readonly StatusRow[], current: StatusRow): void {
  const isNeeded = current.category === 'todo' || current.category === 'done';
  if (isNeeded && !statuses.some((row) => row.id !== current.id && row.category === current.category)) {
    throw conflict('last-of-category', 'Every team needs at least one status in To do and one in Done.');
  }
}

function notEmpty() {
  return conflict(
    'status-not-empty',
    'Tasks still have this status; some of them may be archived. Choose a status to move them to.',
  );
}

async function countIn(ctx: TasksContext, key: TeamKey, id: StatusId): Promise<number> {
  return (await tasksIn(ctx, { ...key, id })).length;
}

/** Moves a row to its position and renumbers all rows. */
async function positionStatus(
  ctx: TasksContext,
  key: TeamKey,
  statuses: readonly StatusRow[],
  row: StatusRow,
  position: number | undefined,
): Promise<StatusRow> {
  if (position === undefined) return row;
  const others = statuses.filter(({ id }) => id !== row.id);
  const at = Math.min(position, others.length);
  await renumberAll(ctx, key, [...others.slice(0, at), row, ...others.slice(at)]);
  return { ...row, position: at };
}

async function renumberAll(ctx: TasksContext, key: TeamKey, statuses: readonly StatusRow[]): Promise<void> {
  await renumber(ctx, { ...key, ids: statuses.map(({ id }) => id) });
}

const update = query<TeamKey & StatusRow>()((params) =>
  qb
    .update(statusTable)
    .set({
      name: sql`${params.name}`,
      category: sql`${params.category}`,
      wipLimit: sql`${params.wipLimit}`,
      transitions: sql`${params.transitions}`,
      version: sql`${statusTable.version} + 1`,
    })
    .where(and(eq(statusTable.organizationId, params.organizationId), eq(statusTable.id, params.id)))
    .returning(statusColumns),
);
const remove = query<{ organizationId: OrganizationId; id: StatusId }>()((params) =>
  qb
    .delete(statusTable)
    .where(and(eq(statusTable.organizationId, params.organizationId), eq(statusTable.id, params.id))),
);
/** While it is locked nobody moves another task into it. */
const lockStatus = rawQuery<{ organizationId: OrganizationId; id: StatusId }, object>(
  (params) =>
    sql`select from ${statusTable} where organization_id = ${params.organizationId} and id = ${params.id} for update`,
);
/** Removes a deleted status from the transitions of others. */
const removeFromTransitions = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; id: StatusId }, object>(
  (params) => sql`
    update ${statusTable} set transitions = array_remove(transitions, ${params.id}::uuid)
    where organization_id = ${params.organizationId} and team_id = ${params.teamId}
      and transitions @> array[${params.id}::uuid]`,
);
const renumber = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; ids: readonly StatusId[] }, object>(
  (params) => sql`
    update ${statusTable} set position = array_position(${params.ids}::uuid[], id) - 1
    where organization_id = ${params.organizationId} and team_id = ${params.teamId}`,
);
const tasksIn = query<TeamKey & { id: StatusId }>()((params) =>
  qb
    .select({ id: taskTable.id })
    .from(taskTable)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.teamId, params.teamId),
        eq(taskTable.statusId, params.id),
      ),
    )
    .limit(1),
);

/** The status in the path with its team, found within the scope. */
export async function findStatus(ctx: TasksContext, id: StatusId): Promise<StatusRow> {
  const row = await maybeOne(inScope(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

const inScope = query<{ id: StatusId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(statusColumns)
    .from(statusTable)
    .where(and(eq(statusTable.id, params.id), sql`${statusTable.organizationId} = any(${params.organizationIds})`)),
);
