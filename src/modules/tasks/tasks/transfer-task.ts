import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { retryOnCollision } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { StatusId, TaskId } from '../contract.ts';
import { type FieldRow, fieldsOf } from '../task/custom-field.ts';
import { mayEdit } from '../task/rules.ts';
import { type TaskAndNext } from '../recurrence/task-and-next.ts';
import { withRecurrence } from '../recurrence/with-recurrence.ts';
import { counterTable } from '../schema/workflow.ts';
import { type CustomValues, formerKeyTable } from '../schema/task.ts';
import { type StatusRow, statusesOf } from '../task/statuses.ts';
import { changeTask, type TaskChange } from '../task/change-task.ts';
import { taskEvent, assignmentEvents, taskPayload, previousScopes } from '../task/task-payload.ts';
import { logType, moveEvents, moveTask, planMove } from './move-task.ts';
import { readersAmong } from '../task/references.ts';
import { taskById } from '../task/queries.ts';
import type { TaskRow } from '../task/columns.ts';

export const DroppedValue = z
  .strictObject({ field: z.string(), value: z.string(), reason: z.string() })
  .meta({ id: 'LostInMove', description: 'What was not carried over to the other team.' });
export type DroppedValue = z.infer<typeof DroppedValue>;

interface Destination {
  readonly statusId?: StatusId | undefined;
  readonly before?: TaskId | undefined;
  readonly after?: TaskId | undefined;
  readonly reason?: string | undefined;
}

/**
 * Moves a task to another team of its organization. It gets a new key there, and the old one still resolves to it.
 * Project, parent, labels, comments and files stay; people who cannot see the new team and fields that it lacks are
 * dropped and reported. If the task was just moved there by somebody else, it is moved within the team.
 * @throws DomainError 422 for a team of another organization, or a status that is not the team's.
 */
export function transferTask(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { organization, team }: Authorized<TeamInOrganization, 'work'>,
  destination: Destination,
  ifVersion?: number,
): Promise<TaskAndNext & { dropped: DroppedValue[] }> {
  if (organization.id !== task.organizationId) throw invalid('teamId', 'That team is in another organization.');
  return retryOnCollision(ctx, async (inTx) => {
    const params = { organizationId: organization.id, teamId: team.id };
    const start = await lockTeam(inTx, task);
    if (start.teamId === team.id) return { ...(await moveTask(inTx, start, destination, ifVersion)), dropped: [] };
    const { number } = await one(nextNumber(inTx, params));
    const arrival = { ...params, number, key: `${team.key}-${number}` };
    let dropped: DroppedValue[] = [];
    const plan = async (current: TaskRow) => {
      const carryOver = await planCarryOver(inTx, current, params);
      ({ dropped } = carryOver);
      return planInTeam(inTx, current, arrival, carryOver, destination);
    };
    const moved = await withRecurrence(inTx, start, (inSeries) => changeTask(inSeries, start, plan, ifVersion));
    await storeFormerKey(inTx, { organizationId: organization.id, key: start.key, taskId: start.id });
    return { ...moved, dropped: dropped };
  });
}

/** The current task, with its team locked until the transaction ends, so that nobody else moves it out. */
async function lockTeam(ctx: TasksContext, { organizationId, id }: TaskRow): Promise<Authorized<TaskRow, 'work'>> {
  await lockTeamOf(ctx, { id });
  const row = await maybeOne(taskById(ctx, { organizationId, id }));
  if (!row || row.deletedAt !== null) throw notFound();
  return mayEdit(ctx, row);
}

interface Arrival {
  readonly teamId: TeamId;
  readonly key: string;
  readonly number: number;
}

/** Plans a move on the board of the other team, as if the task were already in the target column. */
async function planInTeam(
  ctx: TasksContext,
  current: TaskRow,
  { teamId, key, number }: Arrival,
  carryOver: CarryOver,
  destination: Destination,
): Promise<TaskChange> {
  const { reason } = destination;
  const to = chooseStatus(carryOver.statuses, current, destination.statusId);
  const arrived = { ...current, teamId, statusId: to.id };
  const { set } = await planMove(ctx, arrived, { ...destination, statusId: to.id });
  const isSameStatus = to.name === current.status && to.category === current.category;
  const type = logType(current.category === 'done', to.category === 'done');
  return {
    set: { ...carryOver.set, ...set, statusId: to.id, teamId, key, number },
    status: { name: to.name, category: to.category },
    log: [
      { type: 'moved', field: 'teamId', before: current.teamId, after: teamId, reason },
      { type: 'moved', field: 'key', before: current.key, after: key, reason },
      ...(isSameStatus ? [] : [{ type, field: 'status', before: current.status, after: to.name, reason } as const]),
    ],
    events: (after) => [
      ...moveEvents(ctx, current, after),
      {
        ...taskEvent(after, current),
        type: 'task.updated',
        payload: { ...taskPayload(after), ...previousScopes(current, after), fields: ['teamId', 'key'] },
      },
      ...assignmentEvents(current, after),
    ],
  };
}

/** The named status, otherwise one of the same name, otherwise of the same category, otherwise the first. */
function chooseStatus(statuses: readonly StatusRow[], task: TaskRow, statusId: StatusId | undefined): StatusRow {
  if (statusId !== undefined) {
    const requestedStatus = statuses.find(({ id }) => id === statusId);
    if (!requestedStatus) throw invalid('statusId', 'This team does not have this status.');
    return requestedStatus;
  }
  const match =
    statuses.find(
      ({ name, category }) => name.toLowerCase() === task.status.toLowerCase() && category === task.category,
    ) ??
    statuses.find(({ category }) => category === task.category) ??
    statuses.find(({ category }) => category === 'todo');
  if (!match) throw new Error('a team has a status for what is to do');
  return match;
}

interface CarryOver {
  readonly statuses: readonly StatusRow[];
  readonly set: Pick<TaskRow, 'assigneeId' | 'collaboratorIds' | 'watcherIds' | 'customFields'>;
  readonly dropped: DroppedValue[];
}

/** Which values of a task fit the other team, and which do not. */
async function planCarryOver(
  ctx: TasksContext,
  task: TaskRow,
  params: { organizationId: OrganizationId; teamId: TeamId },
): Promise<CarryOver> {
  const people = [task.assigneeId, ...task.collaboratorIds, ...task.watcherIds].filter((id) => id !== null);
  const [statuses, readers, targetFields, ownFields, names] = await Promise.all([
    statusesOf(ctx, params),
    readersAmong(ctx, params, people),
    fieldsOf(ctx, params),
    fieldsOf(ctx, task),
    ctx.people.byIds(people),
  ]);
  const dropped: DroppedValue[] = [];
  const keepReader = (field: string) => (id: UserId) => {
    if (!readers.has(id))
      dropped.push({
        field,
        value: names.get(id)?.name ?? id,
        reason: 'This person doesn’t have access to that team.',
      });
    return readers.has(id);
  };
  const { assigneeId } = task;
  return {
    statuses,
    set: {
      assigneeId: assigneeId !== null && keepReader('assigneeId')(assigneeId) ? assigneeId : null,
      collaboratorIds: task.collaboratorIds.filter(keepReader('collaboratorIds')),
      watcherIds: task.watcherIds.filter((id) => readers.has(id)),
      customFields: translateFields(task.customFields, ownFields, targetFields, readers, dropped),
    },
    dropped: dropped,
  };
}

/** Values go into fields of the same name and type; values of a choice into the option of the same name. */
function translateFields(
  values: CustomValues,
  ownFields: readonly FieldRow[],
  targetFields: readonly FieldRow[],
  readers: ReadonlySet<UserId>,
  dropped: DroppedValue[],
): CustomValues {
  const moved: Record<string, string | number> = {};
  for (const [id, value] of Object.entries(values)) {
    const field = ownFields.find((item) => item.id === id);
    if (!field) continue;
    const other = targetFields.find(
      ({ name, type }) => type === field.type && name.toLowerCase() === field.name.toLowerCase(),
    );
    const option = field.options.find((item) => item.id === value);
    const label = option?.name ?? value;
    const targetOption = other?.options.find(({ name }) => name.toLowerCase() === option?.name.toLowerCase());
    const fits =
      field.type === 'choice' ? targetOption !== undefined : field.type !== 'person' || readers.has(value as UserId);
    if (other && fits) moved[other.id] = targetOption?.id ?? value;
    else
      dropped.push({ field: field.name, value: String(label), reason: 'That team doesn’t have this field or value.' });
  }
  return moved;
}

const lockTeamOf = rawQuery<{ id: TaskId }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('team of ' || ${params.id}::text, 0))`,
);
const nextNumber = rawQuery<{ organizationId: OrganizationId; teamId: TeamId }, { number: number }>(
  (params) => sql`
    insert into ${counterTable} (organization_id, team_id, last_number) values (${params.organizationId}, ${params.teamId}, 1)
    on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
    returning last_number as number`,
);
const storeFormerKey = rawQuery<{ organizationId: OrganizationId; key: string; taskId: TaskId }, object>(
  (params) => sql`
    insert into ${formerKeyTable} (organization_id, key, task_id)
    values (${params.organizationId}, ${params.key}, ${params.taskId}) on conflict do nothing`,
);
