import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { isCollision, retryOnCollision, retryOnUniqueStatement } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { insertSelect } from '#platform/database/insert.ts';
import { invalid } from '#platform/errors.ts';
import { wakeRelay } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import { namesOf, pick, withoutUndefined } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LabelId, StatusId, TaskId } from '../contract.ts';
import { logFromJson, logJson } from './write-log.ts';
import { withValues } from './custom-field-values.ts';
import { mentionEvents } from './mentions.ts';
import { counterTable, statusTable } from '../schema/workflow.ts';
import { type CustomValues, taskTable } from '../schema/task.ts';
import { outbox } from '../schema/module-tables.ts';
import { weekStartOf } from './week-start.ts';
import { withWeekStart } from './recurrence-rule.ts';
import { statusesOf } from './statuses.ts';
import { timezoneOf } from './due.ts';
import { taskEvent, assignmentEvents, eventsJson, taskPayload, givenTo } from './task-payload.ts';
import { initialValues, oneDue, taskFields } from './fields.ts';
import { liveLabels, liveValues } from './live-references.ts';
import { countDeltaOfNew, publishCounts } from './task-counts.ts';
import { checkParent } from './parents.ts';
import { rankAfterLast } from './end-of-column.ts';
import { rankAtEnd } from './rank.ts';
import { checkReferences } from './references.ts';
import type { TaskRow } from './columns.ts';

const { title, ...optional } = taskFields;
export const NewTask = z
  .strictObject({ title, ...z.object(optional).partial().shape })
  .refine(oneDue.check, oneDue.params);
export type NewTask = z.output<typeof NewTask>;

/**
 * Creates a task at the end of its column: key counter, row, log and events in one statement, so that keys have no
 * gaps.
 * @throws DomainError 422 for a status, person, label or project that does not fit.
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
  if (!input.parentId) return insertInTeam(ctx, draft, team.key, []);
  const { parentId } = input;
  return retryOnCollision(ctx, async (inTx) => {
    const parent = await checkParent(inTx, teamKey.organizationId, null, parentId);
    return insertInTeam(inTx, draft, team.key, [parent]);
  });
}

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

/** The row to insert, without what the statement determines: key, number, status. */
export type Draft = Omit<TaskRow, 'key' | 'number' | 'statusId' | 'status' | 'category'> & {
  readonly statusId: StatusId | null;
};

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
    id: newId<TaskId>(),
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
  const inserted = await retryOnUniqueStatement(ctx, 'task_place', (inCtx) =>
    maybeOne(insert(inCtx, { ...draft, teamKey, rank: rankAtEnd(ctx.clock.now()), log, events })),
  );
  if (!inserted) return undefined;
  wakeRelay(ctx);
  const row = { ...preview, ...inserted };
  for (const parent of parents) await publishCounts(ctx, [countDeltaOfNew(parent, row)]);
  return row;
}

interface Made {
  key: string;
  number: number;
  rank: string;
  statusId: StatusId;
  status: string;
  category: Category;
  completedAt: string | null;
  startedAt: string | null;
  labelIds: LabelId[];
  customFields: CustomValues;
}

/** What the row of a new task is given; the rest the statement determines or the table has by default. */
const givenColumns = [
  ...namesOf(taskFields),
  'organizationId',
  'teamId',
  'id',
  'watcherIds',
  'createdBy',
  'createdAt',
  'updatedAt',
] as const;

/** Locks the status first, so that it is not deleted and keeps its category until the task is inserted. */
const insert = rawQuery<
  Pick<Draft, (typeof givenColumns)[number] | 'rank'> & { teamKey: string; log: string; events: string },
  Made
>(
  (params) => sql`
    with chosen as (
      select id, name, category from ${statusTable}
      where organization_id = ${params.organizationId} and team_id = ${params.teamId}
        and (id = ${params.statusId} or (${params.statusId}::uuid is null and category = 'todo'))
      order by position limit 1 for key share),
    next as (
      insert into ${counterTable} (organization_id, team_id, last_number)
      select ${params.organizationId}, ${params.teamId}, 1 from chosen
      on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
      returning last_number as number, ${params.teamKey}::text || '-' || last_number as key),
    made as (
      ${insertSelect(taskTable, {
        ...pick(params, givenColumns),
        key: sql`next.key`,
        number: sql`next.number`,
        statusId: sql`chosen.id`,
        labelIds: liveLabels(params.labelIds, params.organizationId),
        customFields: liveValues(params.customFields, params.organizationId, params.teamId),
        rank: rankAfterLast(
          params.rank,
          sql`
            select max(rank) from ${taskTable}
            where organization_id = ${params.organizationId} and team_id = ${params.teamId} and status_id = chosen.id
              and deleted_at is null and archived_at is null`,
        ),
        startedAt: sql`case when chosen.category in ('in_progress', 'done') then ${params.createdAt}::timestamptz end`,
        completedAt: sql`case when chosen.category = 'done' then ${params.createdAt}::timestamptz end`,
      })}
      from next, chosen
      returning key, number, rank, started_at, completed_at, label_ids, custom_fields),
    logged as (${logFromJson(params.log)} where exists (select from made)),
    sent as (
      insert into ${outbox} (id, event)
      select draft.id, jsonb_set(draft.event, '{payload,key}', to_jsonb(made.key))
      from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb), made)
    select made.key, made.number, made.rank, made.completed_at as "completedAt",
      made.started_at as "startedAt", made.label_ids as "labelIds", made.custom_fields as "customFields",
      chosen.id as "statusId", chosen.name as status, chosen.category
    from made, chosen`,
);
