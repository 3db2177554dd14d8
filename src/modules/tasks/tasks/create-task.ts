import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/access/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { retryOnUniqueStatement } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { first, statement } from '#platform/database/query.ts';
import { invalid } from '#platform/errors.ts';
import { wakeRelay } from '#platform/events/event.ts';
import { newId, type OrganizationId, type ProjectId, type TeamId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LabelId, Priority, StatusId, TaskId } from '../contract.ts';
import { logFromJson, logJson } from '../log/write-log.ts';
import { counter, outbox, status, task } from '../schema.ts';
import { statusesOf } from '../workflow/statuses.ts';
import { eventsJson } from './change-task.ts';
import { aboutTask, assignmentEvents, facts } from './facts.ts';
import { oneDue, taskFields } from './fields.ts';
import { rankAtEnd } from './rank.ts';
import { checkReferences } from './references.ts';
import type { TaskRow } from './task.ts';

const { title, ...optional } = taskFields;
export const NewTask = z
  .strictObject({ title, ...z.object(optional).partial().shape })
  .refine(oneDue.check, oneDue.params);
export type NewTask = z.output<typeof NewTask>;

/**
 * Makes a task at the end of its column: key counter, row, log and events in one statement, so that keys have no gap.
 * @throws DomainError 422 for a status, person, label or project that does not fit.
 */
export async function createTask(
  ctx: TasksContext,
  { team }: Authorized<TeamInOrganization, 'work'>,
  input: NewTask,
): Promise<TaskRow> {
  const place = { organizationId: team.organizationId, teamId: team.id };
  await checkReferences(ctx, place, input);
  const draft = draftOf(ctx, place, input);
  const made = await insertTask(ctx, draft, team.key);
  if (made) return made;
  // No status fits: the one that was named is another team's, or the team has no workflow yet.
  const statuses = await statusesOf(ctx, place);
  if (input.statusId !== undefined && !statuses.some(({ id }) => id === input.statusId)) {
    throw invalid('statusId', 'This team has no such status.');
  }
  const second = await insertTask(ctx, draft, team.key);
  if (!second) throw new Error(`the workflow of team ${team.id} has no status for new tasks`);
  return second;
}

/** The row as it will be, but for what the statement finds out: key, number, status. */
type Draft = Omit<TaskRow, 'key' | 'number' | 'statusId' | 'status' | 'category'> & {
  readonly statusId: StatusId | null;
};

function draftOf(ctx: TasksContext, place: { organizationId: OrganizationId; teamId: TeamId }, input: NewTask): Draft {
  const now = ctx.clock.now().toISOString();
  return {
    ...place,
    id: newId<TaskId>(),
    projectId: input.projectId ?? null,
    title: input.title,
    description: input.description ?? '',
    statusId: input.statusId ?? null,
    priority: input.priority ?? 'medium',
    assigneeId: input.assigneeId ?? null,
    collaboratorIds: [...new Set(input.collaboratorIds ?? [])],
    labelIds: [...new Set(input.labelIds ?? [])],
    startDate: input.startDate ?? null,
    dueDate: input.dueDate ?? null,
    dueAt: input.dueAt ?? null,
    estimate: input.estimate ?? null,
    rank: '',
    commentCount: 0,
    checklistDone: 0,
    checklistTotal: 0,
    importedPeople: [],
    archivedAt: null,
    completedAt: null,
    createdBy: userIdOf(ctx.actor),
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
  };
}

async function insertTask(ctx: TasksContext, draft: Draft, teamKey: string): Promise<TaskRow | undefined> {
  // What the statement finds out stands in the events as placeholders that it replaces.
  const preview: TaskRow = {
    ...draft,
    key: '',
    number: 0,
    status: '',
    category: 'todo',
    statusId: draft.statusId ?? ('' as StatusId),
  };
  const unassigned = { ...preview, assigneeId: null };
  const events = eventsJson(ctx, [
    { ...aboutTask(preview), type: 'task.created', payload: facts(preview) },
    ...assignmentEvents(unassigned, preview),
  ]);
  const log = logJson(ctx, draft, [{ type: 'created' }]);
  const made = await retryOnUniqueStatement(ctx, 'task_place', (inCtx) =>
    first(insert(inCtx, { ...draft, teamKey, rank: rankAtEnd(ctx.clock.now()), log, events })),
  );
  if (!made) return undefined;
  wakeRelay(ctx);
  const { rank, key, number, statusId, status: name, category, completedAt } = made;
  return { ...preview, rank, key, number, statusId, status: name, category, completedAt };
}

interface Made {
  key: string;
  number: number;
  rank: string;
  statusId: StatusId;
  status: string;
  category: Category;
  completedAt: string | null;
}

const insert = statement<
  {
    organizationId: OrganizationId;
    teamId: TeamId;
    teamKey: string;
    id: TaskId;
    projectId: ProjectId | null;
    title: string;
    description: string;
    statusId: StatusId | null;
    priority: Priority;
    assigneeId: UserId | null;
    collaboratorIds: readonly UserId[];
    labelIds: readonly LabelId[];
    startDate: string | null;
    dueDate: string | null;
    dueAt: string | null;
    estimate: number | null;
    rank: string;
    createdBy: UserId | null;
    createdAt: string;
    log: string;
    events: string;
  },
  Made
>(
  (place) => sql`
    with chosen as (
      select id, name, category from ${status}
      where organization_id = ${place.organizationId} and team_id = ${place.teamId}
        and (id = ${place.statusId} or (${place.statusId}::uuid is null and category = 'todo'))
      order by position limit 1),
    next as (
      insert into ${counter} (organization_id, team_id, last_number)
      select ${place.organizationId}, ${place.teamId}, 1 from chosen
      on conflict (organization_id, team_id) do update set last_number = counter.last_number + 1
      returning last_number as number, ${place.teamKey}::text || '-' || last_number as key),
    made as (
      insert into ${task} (
        organization_id, id, team_id, key, number, project_id, title, description, status_id, priority, assignee_id,
        collaborator_ids, label_ids, start_date, due_date, due_at, estimate, rank, completed_at,
        created_by, created_at, updated_at)
      select ${place.organizationId}, ${place.id}, ${place.teamId}, next.key, next.number, ${place.projectId}::uuid,
        ${place.title}, ${place.description}, chosen.id, ${place.priority}, ${place.assigneeId}::uuid,
        ${place.collaboratorIds}::uuid[], ${place.labelIds}::uuid[], ${place.startDate}::date, ${place.dueDate}::date,
        ${place.dueAt}::timestamptz, ${place.estimate}::integer, ${place.rank},
        case when chosen.category = 'done' then ${place.createdAt}::timestamptz end,
        ${place.createdBy}::uuid, ${place.createdAt}::timestamptz, ${place.createdAt}::timestamptz
      from next, chosen
      returning key, number, rank, completed_at),
    logged as (${logFromJson(place.log)} where exists (select from made)),
    sent as (
      insert into ${outbox} (id, event)
      select draft.id, jsonb_set(draft.event, '{payload,key}', to_jsonb(made.key))
      from jsonb_to_recordset(${place.events}::jsonb) as draft (id uuid, event jsonb), made)
    select made.key, made.number, made.rank, made.completed_at as "completedAt",
      chosen.id as "statusId", chosen.name as status, chosen.category
    from made, chosen`,
);
