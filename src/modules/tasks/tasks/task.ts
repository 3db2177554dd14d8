import { z } from 'zod';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query, type RowOfSelection } from '#platform/database/query.ts';
import { byIdTogether } from '#platform/database/together.ts';
import { MilestoneId } from '#modules/projects';
import { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { categories, FieldId, LabelId, priorities, StatusId, TaskId } from '../contract.ts';
import { formerKey, type Recurrence, status, task } from '../schema.ts';
import { type BesideTasks, besideTasks } from './beside-tasks.ts';

const Assignee = z
  .strictObject({ id: UserId, name: z.string(), username: z.string(), avatarUrl: z.string().nullable() })
  .meta({ id: 'Assignee' });

const cardShape = {
  id: TaskId,
  key: z.string(),
  organizationId: OrganizationId,
  teamId: TeamId,
  projectId: ProjectId.nullable(),
  milestoneId: MilestoneId.nullable(),
  parentId: TaskId.nullable(),
  title: z.string(),
  statusId: StatusId,
  status: z.string(),
  category: z.enum(categories),
  priority: z.enum(priorities),
  assigneeId: UserId.nullable(),
  assignee: Assignee.nullable(),
  collaboratorIds: z.array(UserId),
  labelIds: z.array(LabelId),
  startDate: z.iso.date().nullable(),
  dueDate: z.iso.date().nullable(),
  dueAt: z.iso.datetime().nullable(),
  estimate: z.number().int().nullable(),
  rank: z.string(),
  commentCount: z.number().int(),
  checklistDone: z.number().int(),
  checklistTotal: z.number().int(),
  attachmentCount: z.number().int(),
  subtaskDone: z.number().int(),
  subtaskTotal: z.number().int().describe('Direct subtasks that are not cancelled.'),
  blocked: z.boolean().describe('An open task blocks it.'),
  archivedAt: z.iso.datetime().nullable(),
  completedAt: z.iso.datetime().nullable(),
  createdBy: UserId.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int(),
};

/** Values by the id of the team's field: text, a number, a day, an option's id, a person's id, an address. */
export const CustomFields = z.record(FieldId, z.union([z.string(), z.number()])).meta({ id: 'CustomFields' });
export const TaskRecurrence = z
  .strictObject({
    rule: z.string().describe('An RFC 5545 RRULE of days: `FREQ=WEEKLY;BYDAY=MO,TH`.'),
    from: z.enum(['due', 'completion']).describe('What the next date is counted from.'),
  })
  .meta({ id: 'TaskRecurrence' });

/** Parts of a task that lists send where `include` names them. */
export const cardExtras = {
  description: z.string().optional(),
  recurrence: TaskRecurrence.nullable().optional(),
  customFields: CustomFields.optional(),
};

/** A task as lists show it. */
export const TaskCard = z.strictObject({ ...cardShape, ...cardExtras }).meta({ id: 'TaskCard' });
export type TaskCard = z.infer<typeof TaskCard>;

/** A task whole. */
export const Task = z
  .strictObject({
    ...cardShape,
    description: z.string(),
    dueTimezone: z.string().nullable().describe('The time zone (IANA) in which `dueAt` was meant.'),
    watcherIds: z.array(UserId),
    recurrence: TaskRecurrence.nullable(),
    customFields: CustomFields,
    startedAt: z.iso.datetime().nullable().describe('When work on it first began.'),
    /** Names of people whom an import could not match to an account. */
    importedPeople: z.array(z.string()),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

const cardColumns = {
  id: task.id,
  key: task.key,
  organizationId: task.organizationId,
  teamId: task.teamId,
  projectId: task.projectId,
  milestoneId: task.milestoneId,
  parentId: task.parentId,
  title: task.title,
  statusId: task.statusId,
  priority: task.priority,
  assigneeId: task.assigneeId,
  collaboratorIds: task.collaboratorIds,
  labelIds: task.labelIds,
  startDate: task.startDate,
  dueDate: task.dueDate,
  dueAt: task.dueAt,
  estimate: task.estimate,
  rank: task.rank,
  commentCount: task.commentCount,
  checklistDone: task.checklistDone,
  checklistTotal: task.checklistTotal,
  attachmentCount: task.attachmentCount,
  subtaskDone: task.subtaskDone,
  subtaskTotal: task.subtaskTotal,
  blockerCount: task.blockerCount,
  archivedAt: task.archivedAt,
  completedAt: task.completedAt,
  createdBy: task.createdBy,
  createdAt: task.createdAt,
  updatedAt: task.updatedAt,
  version: task.version,
};

/** What a statement that changes a task gives back of it. */
export const ownColumns = {
  ...cardColumns,
  description: task.description,
  dueTimezone: task.dueTimezone,
  watcherIds: task.watcherIds,
  recurrence: task.recurrence,
  handedOn: task.handedOn,
  customFields: task.customFields,
  startedAt: task.startedAt,
  importedPeople: task.importedPeople,
  number: task.number,
  deletedAt: task.deletedAt,
};
const ofStatus = { status: status.name, category: status.category };
export const listColumns = { ...cardColumns, ...ofStatus };
export const wholeColumns = { ...ownColumns, ...ofStatus };
export const withStatus = and(eq(status.organizationId, task.organizationId), eq(status.id, task.statusId));

/**
 * The status of one task, for statements that find one: without the limit PostgreSQL may read the whole table of
 * statuses and join it, at twice the cost.
 */
const itsStatus = build
  .select({ name: status.name, category: status.category })
  .from(status)
  .where(withStatus)
  .limit(1)
  .as('its_status');
const ofOne = { ...ownColumns, status: itsStatus.name, category: itsStatus.category };

export type CardRow = RowOfSelection<typeof listColumns>;
export type TaskRow = RowOfSelection<typeof wholeColumns>;

interface Bounds {
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}
const tasksInScope = query<Bounds & { ids: readonly TaskId[] }>()((place) =>
  build
    .select(ofOne)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(
      and(
        sql`${task.id} = any(${place.ids})`,
        sql`(${task.organizationId} = any(${place.organizationIds}) or ${task.projectId} = any(${place.guestProjectIds}))`,
      ),
    ),
);

/** Everything about one task: by its own index, with the scope as a filter, in one statement with those who ask beside. */
export const taskInScope = byIdTogether<TaskId, Bounds, TaskRow>(tasksInScope);

export const taskByKey = query<{
  organizationId: OrganizationId;
  key: string;
  guestProjectIds: readonly ProjectId[] | null;
}>()((place) =>
  build
    .select(ofOne)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(
      and(
        eq(task.organizationId, place.organizationId),
        eq(task.key, place.key),
        sql`(${place.guestProjectIds}::uuid[] is null or ${task.projectId} = any(${place.guestProjectIds}))`,
        isNull(task.deletedAt),
      ),
    ),
);

/** A key that a task had in a team where it was before leads to it all the same. */
export const idOfFormerKey = query<{ organizationId: OrganizationId; key: string }>()((place) =>
  build
    .select({ id: formerKey.taskId })
    .from(formerKey)
    .where(and(eq(formerKey.organizationId, place.organizationId), eq(formerKey.key, place.key))),
);

export const taskById = query<{ organizationId: OrganizationId; id: TaskId }>()((place) =>
  build
    .select(ofOne)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(and(eq(task.organizationId, place.organizationId), eq(task.id, place.id))),
);

export const tasksByIds = query<{ organizationId: OrganizationId; ids: readonly TaskId[] }>()((place) =>
  build
    .select(wholeColumns)
    .from(task)
    .innerJoin(status, withStatus)
    .where(and(eq(task.organizationId, place.organizationId), sql`${task.id} = any(${place.ids})`)),
);

/** Field by field: copying a row and leaving fields out takes longer than the query that found it. */
export function toCard(row: CardRow, { people, deletedProjects }: BesideTasks): TaskCard {
  const isInProject = row.projectId !== null && !deletedProjects.has(row.projectId);
  return {
    id: row.id,
    key: row.key,
    organizationId: row.organizationId,
    teamId: row.teamId,
    projectId: isInProject ? row.projectId : null,
    milestoneId: isInProject ? row.milestoneId : null,
    parentId: row.parentId,
    title: row.title,
    statusId: row.statusId,
    status: row.status,
    category: row.category,
    priority: row.priority,
    assigneeId: row.assigneeId,
    assignee: assigneeOf(row, people),
    collaboratorIds: row.collaboratorIds,
    labelIds: row.labelIds,
    startDate: row.startDate,
    dueDate: row.dueDate,
    dueAt: row.dueAt,
    estimate: row.estimate,
    rank: row.rank,
    commentCount: row.commentCount,
    checklistDone: row.checklistDone,
    checklistTotal: row.checklistTotal,
    attachmentCount: row.attachmentCount,
    subtaskDone: row.subtaskDone,
    subtaskTotal: row.subtaskTotal,
    blocked: row.blockerCount > 0,
    archivedAt: row.archivedAt,
    completedAt: row.completedAt,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    version: row.version,
  };
}

export function toTask(row: TaskRow, beside: BesideTasks): Task {
  const { description, dueTimezone, watcherIds, customFields, startedAt, importedPeople } = row;
  const recurrence = shownRecurrence(row.recurrence);
  const card = toCard(row, beside);
  return { ...card, description, dueTimezone, watcherIds, recurrence, customFields, startedAt, importedPeople };
}

export function shownRecurrence(recurrence: Recurrence | null): Task['recurrence'] {
  return recurrence && { rule: recurrence.rule, from: recurrence.from };
}

/** One task as the API shows it, with the assignee's name. */
export async function showTask(ctx: TasksContext, row: TaskRow): Promise<Task> {
  return toTask(row, await besideTasks(ctx, [row]));
}

function assigneeOf({ assigneeId }: { assigneeId: UserId | null }, people: BesideTasks['people']): Task['assignee'] {
  const found = assigneeId === null ? undefined : people.get(assigneeId);
  return found ? { id: found.id, name: found.name, username: found.username, avatarUrl: found.avatarUrl } : null;
}
