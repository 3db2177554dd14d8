import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { isCollision, retryOnCollision } from '#platform/database/database.ts';
import { eq, qb } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import { wakeRelay } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import { withoutUndefined } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import { type StatusId, TaskId } from '../contract.ts';
import { chosenIdMeaning, idTaken, withChosenId } from './chosen-id.ts';
import { logJson } from './write-log.ts';
import { withValues } from './custom-field-values.ts';
import { mentionEvents } from './mentions.ts';
import { weekStartOf } from './week-start.ts';
import { withWeekStart } from './recurrence-rule.ts';
import { statusesOf } from './statuses.ts';
import { timezoneOf } from './due.ts';
import { taskEvent, assignmentEvents, eventsJson, taskPayload, givenTo } from './task-payload.ts';
import { initialValues, oneDue, taskFields } from './fields.ts';
import { withBacklinks } from './store-backlinks.ts';
import { countDeltaOfNew, publishCounts } from './task-counts.ts';
import { checkParent } from './parents.ts';
import { rankAtEnd } from './rank.ts';
import { checkReferences } from './references.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from './columns.ts';
import { type Draft, writeNewTask } from './write-new-task.ts';

const { title, ...optional } = taskFields;
export const NewTask = z
  .strictObject({
    id: TaskId.optional().describe(chosenIdMeaning),
    title,
    ...z.object(optional).partial().shape,
  })
  .refine(oneDue.check, oneDue.params);
export type NewTask = z.output<typeof NewTask>;

/**
 * Creates a task at the end of its column: key counter, row, log and events in one statement, so that keys have no
 * gaps.
 * @throws DomainError 422 for a status, person, label or project that does not fit; 409 `id-taken`.
 */
export async function createTask(
  ctx: TasksContext,
  teamInOrganization: Authorized<TeamInOrganization, 'work'>,
  input: NewTask,
): Promise<TaskRow> {
  const { team } = teamInOrganization;
  const teamKey = { organizationId: team.organizationId, teamId: team.id };
  await checkReferences(ctx, teamKey, { ...input, inProject: input.projectId ?? null });
  const timezone = input.dueAt ? (input.dueTimezone ?? (await timezoneOf(ctx))) : null;
  const draft = newTaskDraft(ctx, teamKey, { ...input, dueTimezone: timezone });
  // A distributed database keeps ids unique within an organization only.
  if (input.id && ctx.db.isDistributed && (await maybeOne(byIdAnywhere(ctx, { id: input.id })))) throw idTaken();
  const { parentId } = input;
  return withChosenId('task', () => {
    if (!parentId) return insertInTeam(ctx, draft, team.key, []);
    return retryOnCollision(ctx, async (inTx) => {
      const parent = await checkParent(inTx, teamKey.organizationId, null, parentId);
      return insertInTeam(inTx, draft, team.key, [parent]);
    });
  });
}

const byIdAnywhere = query<{ id: TaskId }>()((params) =>
  qb.select({ id: taskTable.id }).from(taskTable).where(eq(taskTable.id, params.id)),
);

/** Writes a draft and updates its parent's counts: in the caller's transaction if there is one. */
export async function insertInTeam(
  ctx: TasksContext,
  draft: Draft,
  teamKey: string,
  parents: readonly TaskRow[],
): Promise<TaskRow> {
  const row = await insertTask(ctx, draft, teamKey, parents).catch((error: unknown) => {
    // The transactions that deadlocked are done by now. A transaction has to restart as a whole.
    if (ctx.tx || !isCollision(error)) throw error;
    return undefined;
  });
  if (row) return row;
  // No status matched: the named one belongs to another team or was deleted, or the team has no workflow yet.
  const statuses = await statusesOf(ctx, draft);
  if (draft.statusId !== null && !statuses.some(({ id }) => id === draft.statusId)) {
    throw invalid('statusId', 'This team does not have this status.');
  }
  const second = await insertTask(ctx, draft, teamKey, parents);
  if (!second) throw new Error(`the workflow of team ${draft.teamId} has no status for new tasks`);
  return second;
}

/** A new task of a team from the caller's input, with defaults for the rest. */
export function newTaskDraft(
  ctx: TasksContext,
  { organizationId, teamId }: { organizationId: OrganizationId; teamId: TeamId },
  input: NewTask,
): Draft {
  const now = ctx.clock.now().toISOString();
  const { recurrence, ...fields } = withoutUndefined(input);
  return {
    ...initialValues,
    ...fields,
    title: input.title,
    organizationId,
    teamId,
    id: input.id ?? newId<TaskId>(),
    collaboratorIds: [...new Set(input.collaboratorIds)],
    labelIds: [...new Set(input.labelIds)],
    customFields: withValues({}, input.customFields ?? {}),
    recurrence: recurrence ? withWeekStart(recurrence, weekStartOf(ctx, organizationId)) : null,
    createdBy: userIdOf(ctx.actor),
    createdAt: now,
    updatedAt: now,
  };
}

async function insertTask(
  ctx: TasksContext,
  draft: Draft,
  teamKey: string,
  parents: readonly TaskRow[],
): Promise<TaskRow | undefined> {
  // Events contain placeholders for what the statement determines, which it replaces.
  const preview: TaskRow = {
    ...draft,
    key: '',
    number: 0,
    status: '',
    category: 'todo',
    statusId: draft.statusId ?? ('' as StatusId),
  };
  const unassigned = { ...preview, assigneeId: null, collaboratorIds: [] };
  const events = eventsJson(ctx, [
    { ...taskEvent(preview), type: 'task.created', payload: taskPayload(preview) },
    ...assignmentEvents(unassigned, preview),
    ...(await mentionEvents(ctx, preview, {
      before: '',
      after: draft.description,
      givenTo: givenTo(unassigned, preview),
    })),
  ]);
  const log = logJson(ctx, draft, [{ type: 'created' }]);
  const rowOf = () => ({ ...draft, teamKey, rank: rankAtEnd(ctx.clock.now()), log, events });
  const texts = { before: '', after: draft.description };
  const inserted = await withBacklinks(ctx, texts, (inCtx) => writeNewTask(inCtx, rowOf), draft);
  if (!inserted) return undefined;
  wakeRelay(ctx);
  const row = { ...preview, ...inserted };
  for (const parent of parents) await publishCounts(ctx, [countDeltaOfNew(parent, row)]);
  return row;
}
