import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/access/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { only, statement } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { StatusId, TaskId } from '../contract.ts';
import { type FieldRow, fieldsOf } from '../fields/field.ts';
import { counter, type CustomValues, formerKey } from '../schema.ts';
import { type StatusRow, statusesOf } from '../workflow/statuses.ts';
import { changeTask, type TaskChange } from './change-task.ts';
import { aboutTask, assignmentEvents, facts } from './facts.ts';
import { planMove } from './move-task.ts';
import { readersAmong } from './references.ts';
import type { TaskRow } from './task.ts';

export const Lost = z
  .strictObject({ field: z.string(), value: z.string(), reason: z.string() })
  .meta({ id: 'LostInMove', description: 'What a task could not take along to another team.' });
export type Lost = z.infer<typeof Lost>;

interface Destination {
  readonly statusId?: StatusId | undefined;
  readonly before?: TaskId | undefined;
  readonly after?: TaskId | undefined;
  readonly reason?: string | undefined;
}

/**
 * Moves a task to another team of its organization. It gets a key there, and the old one still leads to it. Project,
 * parent, labels, comments and files stay; people who can't see the new team and fields that it lacks are left behind,
 * and told.
 * @throws DomainError 422 for a team of another organization, or a status that is not the team's.
 */
export function changeTeam(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { organization, team }: Authorized<TeamInOrganization, 'work'>,
  destination: Destination,
  ifVersion?: number,
): Promise<{ row: TaskRow; lost: Lost[] }> {
  if (organization.id !== task.organizationId) throw invalid('teamId', 'That team is in another organization.');
  return withTransaction(ctx, async (inTx) => {
    const place = { organizationId: organization.id, teamId: team.id };
    const luggage = await pack(inTx, task, place);
    const { number } = await only(takeNumber(inTx, place));
    const key = `${team.key}-${number}`;
    const status = chooseStatus(luggage.statuses, task, destination.statusId);
    const plan = async (current: TaskRow) => {
      const arrived = {
        ...current,
        teamId: team.id,
        statusId: status.id,
        status: status.name,
        category: status.category,
      };
      const { set } = await planMove(inTx, arrived, { ...destination, statusId: status.id });
      return changeOf(
        inTx,
        current,
        status,
        { ...luggage.set, rank: set.rank ?? current.rank, teamId: team.id, key, number },
        destination,
      );
    };
    const row = await changeTask(inTx, task, plan, ifVersion);
    await keepKey(inTx, { organizationId: organization.id, key: task.key, taskId: task.id });
    return { row, lost: luggage.lost };
  });
}

function changeOf(
  ctx: TasksContext,
  current: TaskRow,
  status: StatusRow,
  set: TaskChange['set'],
  { reason }: Destination,
): TaskChange {
  const now = ctx.clock.now().toISOString();
  const isDone = status.category === 'done';
  const wasDone = current.category === 'done';
  return {
    set: {
      ...set,
      statusId: status.id,
      ...(isDone === wasDone ? {} : { completedAt: isDone ? now : null }),
    },
    status: { name: status.name, category: status.category },
    log: [
      { type: 'moved', field: 'teamId', before: current.teamId, after: set.teamId, reason },
      { type: 'moved', field: 'key', before: current.key, after: set.key, reason },
      ...(status.name === current.status
        ? []
        : [{ type: 'moved', field: 'status', before: current.status, after: status.name, reason } as const]),
    ],
    events: (after) => [
      {
        ...aboutTask(after, current),
        type: 'task.moved',
        payload: { ...facts(after), statusId: after.statusId, previousStatusId: current.statusId },
      },
      { ...aboutTask(after, current), type: 'task.updated', payload: { ...facts(after), fields: ['teamId', 'key'] } },
      ...assignmentEvents(current, after),
    ],
  };
}

/** The named status; else the one of the same name, of the same category, or the first. */
function chooseStatus(statuses: readonly StatusRow[], task: TaskRow, wanted: StatusId | undefined): StatusRow {
  if (wanted !== undefined) {
    const named = statuses.find(({ id }) => id === wanted);
    if (!named) throw invalid('statusId', 'This team has no such status.');
    return named;
  }
  const found =
    statuses.find(
      ({ name, category }) => name.toLowerCase() === task.status.toLowerCase() && category === task.category,
    ) ??
    statuses.find(({ category }) => category === task.category) ??
    statuses.find(({ category }) => category === 'todo');
  if (!found) throw new Error('a team has a status for what is to do');
  return found;
}

interface Luggage {
  readonly statuses: readonly StatusRow[];
  readonly set: Pick<TaskRow, 'assigneeId' | 'collaboratorIds' | 'watcherIds' | 'customFields'>;
  readonly lost: Lost[];
}

/** What of a task fits into another team, and what does not. */
async function pack(
  ctx: TasksContext,
  task: TaskRow,
  place: { organizationId: OrganizationId; teamId: TeamId },
): Promise<Luggage> {
  const people = [task.assigneeId, ...task.collaboratorIds, ...task.watcherIds].filter((id) => id !== null);
  const [statuses, readers, theirs, ours, names] = await Promise.all([
    statusesOf(ctx, place),
    readersAmong(ctx, place, people),
    fieldsOf(ctx, place),
    fieldsOf(ctx, task),
    ctx.people.byIds(people),
  ]);
  const lost: Lost[] = [];
  const stays = (field: string) => (id: UserId) => {
    if (!readers.has(id))
      lost.push({ field, value: names.get(id)?.name ?? id, reason: 'This person can’t see that team.' });
    return readers.has(id);
  };
  const { assigneeId } = task;
  return {
    statuses,
    set: {
      assigneeId: assigneeId !== null && stays('assigneeId')(assigneeId) ? assigneeId : null,
      collaboratorIds: task.collaboratorIds.filter(stays('collaboratorIds')),
      watcherIds: task.watcherIds.filter((id) => readers.has(id)),
      customFields: translate(task.customFields, ours, theirs, readers, lost),
    },
    lost,
  };
}

/** Values go into fields of the same name and type; those of a choice into the option of the same name. */
function translate(
  values: CustomValues,
  ours: readonly FieldRow[],
  theirs: readonly FieldRow[],
  readers: ReadonlySet<UserId>,
  lost: Lost[],
): CustomValues {
  const moved: Record<string, string | number> = {};
  for (const [id, value] of Object.entries(values)) {
    const field = ours.find((one) => one.id === id);
    if (!field) continue;
    const other = theirs.find(
      ({ name, type }) => type === field.type && name.toLowerCase() === field.name.toLowerCase(),
    );
    const option = field.options.find((one) => one.id === value);
    const shown = option?.name ?? value;
    const same = other?.options.find(({ name }) => name.toLowerCase() === option?.name.toLowerCase());
    const fits = field.type === 'choice' ? same !== undefined : field.type !== 'person' || readers.has(value as UserId);
    if (other && fits) moved[other.id] = same?.id ?? value;
    else
      lost.push({ field: field.name, value: String(shown), reason: 'That team has no such field, or not this value.' });
  }
  return moved;
}

const takeNumber = statement<{ organizationId: OrganizationId; teamId: TeamId }, { number: number }>(
  (place) => sql`
    insert into ${counter} (organization_id, team_id, last_number) values (${place.organizationId}, ${place.teamId}, 1)
    on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
    returning last_number as number`,
);
const keepKey = statement<{ organizationId: OrganizationId; key: string; taskId: TaskId }, object>(
  (place) => sql`
    insert into ${formerKey} (organization_id, key, task_id)
    values (${place.organizationId}, ${place.key}, ${place.taskId}) on conflict do nothing`,
);
