import type { MilestoneId } from '#modules/projects';
import {
  type AnyColumn,
  bytewiseText,
  date,
  foreignKey,
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { ProjectId, TeamId, UserId } from '#platform/ids.ts';
import { type LabelId, priorities, type StatusId, type TaskId } from '../contract.ts';
import { tasks, organizationId } from './base.ts';
import { statusTable } from './workflow.ts';

/** Values of custom fields by field id: text, number, date, option id, person id or address. */
export type CustomValues = Readonly<Record<string, string | number>>;

/** When a task recurs: an RFC 5545 rule, counted from its due date or from the day it is completed. */
export interface Recurrence {
  readonly rule: string;
  readonly from: 'due' | 'completion';
  /** The intended time of day: on a day when clocks skip it the task is due later, but the next one is not. */
  readonly time?: string;
}

/** Stored when a recurring task is completed: its rule, and the task that continues the series, if any. */
export interface RecurrenceHandoff {
  readonly recurrence: Recurrence;
  readonly nextId: TaskId | null;
  /** How many checklist items the next task got. */
  readonly nextSteps: number;
}

/** Not done, archived or deleted. */
const isOpen = (table: Record<'completedAt' | 'archivedAt' | 'deletedAt', AnyColumn>) =>
  sql`${table.completedAt} is null and ${table.archivedAt} is null and ${table.deletedAt} is null`;

const urgentFirst = priorities
  .toReversed()
  .map((priority) => `'${priority}'`)
  .join(', ');

/** The most urgent first; immutable, so that an index has it. */
export const priorityOrder = (priority: AnyColumn) => sql`array_position(array[${sql.raw(urgentFirst)}], ${priority})`;

/** The order of all columns of a team together. The other name of the collation keeps columns off its index. */
export const teamRank = (rank: AnyColumn) => sql`(${rank} collate "POSIX")`;

/** The `ENG` of `ENG-42`, compared by bytes. */
export const keyPrefix = (key: AnyColumn) => sql`(split_part(${key}, '-', 1) collate "C")`;

/** The day on which a task is due in UTC, at most one from that of any reader. */
export const dueDayUtc = ({ dueDate, dueAt }: Record<'dueDate' | 'dueAt', AnyColumn>) =>
  sql`coalesce(${dueDate}, (${dueAt} at time zone 'UTC')::date)`;

export const isDated = ({ dueDate, dueAt }: Record<'dueDate' | 'dueAt', AnyColumn>) =>
  sql`(${dueDate} is not null or ${dueAt} is not null)`;

/** Whether it has days, from its start to its due date. */
export const isPlanned = (table: Record<'startDate' | 'dueDate' | 'dueAt', AnyColumn>) =>
  sql`${table.startDate} is not null and ${isDated(table)}`;

export const taskTable = tasks.table(
  'task',
  {
    organizationId: organizationId(),
    id: uuid().$type<TaskId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    /** `ENG-42`, and the 42 by which keys are sorted. */
    key: text().notNull(),
    number: integer().notNull(),
    projectId: uuid().$type<ProjectId>(),
    milestoneId: uuid().$type<MilestoneId>(),
    parentId: uuid().$type<TaskId>(),
    title: text().notNull(),
    description: text().notNull().default(''),
    statusId: uuid().$type<StatusId>().notNull(),
    priority: text({ enum: priorities }).notNull(),
    assigneeId: uuid().$type<UserId>(),
    collaboratorIds: uuid().array().$type<UserId[]>().notNull().default([]),
    labelIds: uuid().array().$type<LabelId[]>().notNull().default([]),
    startDate: date({ mode: 'string' }),
    dueDate: date({ mode: 'string' }),
    dueAt: instant(),
    /** The time zone (IANA) in which the due time was set. */
    dueTimezone: text(),
    estimate: integer(),
    watcherIds: uuid().array().$type<UserId[]>().notNull().default([]),
    /** Values by field id. */
    customFields: jsonb().$type<CustomValues>().notNull().default({}),
    recurrence: jsonb().$type<Recurrence>(),
    recurrenceHandoff: jsonb('handed_on').$type<RecurrenceHandoff>(),
    /** Its position in its column, unique among cards that are neither deleted nor archived. */
    rank: bytewiseText().notNull(),
    /** Stored counts, so that a card needs no query of its comments and items. */
    commentCount: integer().notNull().default(0),
    checklistDone: integer().notNull().default(0),
    checklistTotal: integer().notNull().default(0),
    attachmentCount: integer().notNull().default(0),
    /** Direct subtasks that are neither deleted nor cancelled, and how many of them are done. */
    subtaskTotal: integer().notNull().default(0),
    subtaskDone: integer().notNull().default(0),
    /** Open tasks that block this one. */
    blockerCount: integer().notNull().default(0),
    /** Names of people whom an import could not match to an account. */
    importedPeople: text().array().notNull().default([]),
    archivedAt: instant(),
    /** When work on it first started; cycle times are measured from here. */
    startedAt: instant(),
    completedAt: instant(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('task_id').on(table.id),
    uniqueIndex('task_key').on(table.organizationId, table.key),
    uniqueIndex('task_place')
      .on(table.organizationId, table.teamId, table.statusId, table.rank)
      .where(sql`${table.deletedAt} is null and ${table.archivedAt} is null`),
    index('task_assignee')
      .on(table.organizationId, table.assigneeId, table.teamId)
      .where(sql`${table.assigneeId} is not null`),
    /** Lists are read along these in the order of creation; the team is there to be compared before the row is read. */
    index('task_project_created')
      .on(table.organizationId, table.projectId, table.createdAt, table.id, table.teamId)
      .where(sql`${table.projectId} is not null`),
    index('task_milestone_created')
      .on(table.organizationId, table.milestoneId, table.createdAt, table.id, table.teamId)
      .where(sql`${table.milestoneId} is not null`),
    index('task_creator_created').on(table.organizationId, table.createdBy, table.createdAt, table.id, table.teamId),
    index('task_assignee_created')
      .on(table.organizationId, table.assigneeId, table.createdAt, table.id, table.teamId)
      .where(sql`${table.assigneeId} is not null`),
    index('task_assignee_updated')
      .on(table.organizationId, table.assigneeId, table.updatedAt, table.id, table.teamId)
      .where(sql`${table.assigneeId} is not null`),
    index('task_parent')
      .on(table.organizationId, table.parentId)
      .where(sql`${table.parentId} is not null`),
    index('task_trash')
      .on(table.organizationId, table.teamId, table.deletedAt, table.id)
      .where(sql`${table.deletedAt} is not null`),
    index('task_completed')
      .on(table.organizationId, table.teamId, table.completedAt)
      .where(sql`${table.completedAt} is not null`),
    /** For statistics: open tasks that have been in a status longest, and late ones. */
    index('task_ageing')
      .on(table.organizationId, table.statusId, sql`coalesce(${table.startedAt}, ${table.createdAt})`, table.id)
      .where(isOpen(table)),
    index('task_late_day')
      .on(table.organizationId, table.teamId, table.dueDate, table.statusId, table.assigneeId)
      .where(sql`${table.dueDate} is not null and ${isOpen(table)}`),
    index('task_late_moment')
      .on(table.organizationId, table.teamId, table.dueAt, table.statusId, table.assigneeId)
      .where(sql`${table.dueAt} is not null and ${isOpen(table)}`),
    index('task_team_planned')
      .on(table.organizationId, table.teamId, dueDayUtc(table), table.startDate)
      .where(isPlanned(table)),
    index('task_team_due').on(table.organizationId, table.teamId, dueDayUtc(table), table.id).where(isDated(table)),
    index('task_blocked_created')
      .on(table.organizationId, table.teamId, table.createdAt, table.id)
      .where(sql`${table.blockerCount} > 0`),
    /** Open tasks that somebody assigned to somebody else. */
    index('task_delegated')
      .on(table.organizationId, table.createdBy)
      .where(sql`${table.completedAt} is null and ${table.assigneeId} <> ${table.createdBy}`),
    index('task_collaborators')
      .using('gin', table.collaboratorIds)
      .where(sql`${table.collaboratorIds} <> '{}'`),
    index('task_labels')
      .using('gin', table.teamId, table.labelIds)
      .where(sql`${table.labelIds} <> '{}'`),
    index('task_custom_fields')
      .using('gin', table.customFields.op('jsonb_path_ops'))
      .where(sql`${table.customFields} <> '{}'`),
    index('task_team_created').on(table.organizationId, table.teamId, table.createdAt, table.id),
    index('task_team_updated').on(table.organizationId, table.teamId, table.updatedAt, table.id),
    /** Orders of lists, as `sortKeys` has them; those without the id leave it next to nothing to decide. */
    index('task_team_rank')
      .on(table.organizationId, table.teamId, teamRank(table.rank))
      .where(sql`${table.deletedAt} is null and ${table.archivedAt} is null`),
    index('task_team_priority').on(table.organizationId, table.teamId, priorityOrder(table.priority), table.id),
    index('task_team_key').on(table.organizationId, table.teamId, keyPrefix(table.key), table.number),
    index('task_created').on(table.organizationId, table.createdAt, table.id),
    index('task_updated').on(table.organizationId, table.updatedAt, table.id),
    foreignKey({
      columns: [table.organizationId, table.statusId],
      foreignColumns: [statusTable.organizationId, statusTable.id],
    }),
    oneOf('task_priority', table.priority, priorities),
  ],
);

export const ofTask = (table: { organizationId: AnyColumn; taskId: AnyColumn }) =>
  foreignKey({
    columns: [table.organizationId, table.taskId],
    foreignColumns: [taskTable.organizationId, taskTable.id],
  }).onDelete('cascade');

/** Keys that a task had in earlier teams; they still resolve to it. */
export const formerKeyTable = tasks.table(
  'former_key',
  { organizationId: organizationId(), key: text().notNull(), taskId: uuid().$type<TaskId>().notNull() },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.key] }),
    index('former_key_task').on(table.organizationId, table.taskId),
    ofTask(table),
  ],
);
