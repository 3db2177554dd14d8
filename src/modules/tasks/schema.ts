import type { MilestoneId } from '#modules/projects';
import {
  type AnyColumn,
  bigint,
  boolean,
  bytewiseText,
  date,
  foreignKey,
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  pgSchema,
  primaryKey,
  smallint,
  sql,
  text,
  unique,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import {
  type AttachmentId,
  categories,
  type ChecklistItemId,
  type CommentId,
  dependencyTypes,
  type FieldId,
  fieldTypes,
  type ImportId,
  importFormats,
  importKinds,
  importStatuses,
  type LabelId,
  type LogEntryId,
  logTypes,
  priorities,
  type StatusId,
  type TaskId,
  type TemplateId,
  templateKinds,
  type ViewId,
} from './contract.ts';

export const tasks = pgSchema('tasks');

/** Values of custom fields by field id: text, number, date, option id, person id or address. */
export type CustomValues = Readonly<Record<string, string | number>>;

export interface FieldOption {
  readonly id: string;
  readonly name: string;
  readonly colour: string | null;
}

/** When a task recurs: an RFC 5545 rule, counted from its due date or from the day it is completed. */
export interface Recurrence {
  readonly rule: string;
  readonly from: 'due' | 'completion';
  /** The intended time of day: on a day when clocks skip it the task is due later, but the next one is not. */
  readonly time?: string;
}

/** What the requester of an import specifies about reading the file. */
export interface ImportMapping {
  /** The time zone for the file's dates (IANA name). */
  readonly timezone?: string;
}

/** Stored when a recurring task is completed: its rule, and the task that continues the series, if any. */
export interface RecurrenceHandoff {
  readonly recurrence: Recurrence;
  readonly nextId: TaskId | null;
  /** How many checklist items the next task got. */
  readonly nextSteps: number;
}

const organizationId = () => uuid().$type<OrganizationId>().notNull();

/** A column of a team's workflow. */
export const statusTable = tasks.table(
  'status',
  {
    organizationId: organizationId(),
    id: uuid().$type<StatusId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    category: text({ enum: categories }).notNull(),
    position: integer().notNull(),
    /** The intended maximum of cards in the column; null for no limit. */
    wipLimit: integer(),
    /** The statuses a task may move to from here; null for all. */
    transitions: uuid().array().$type<StatusId[]>(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('status_id').on(table.id),
    index('status_team').on(table.organizationId, table.teamId, table.position),
    oneOf('status_category', table.category, categories),
  ],
);

/** A team's settings for its work, other than statuses. */
export const workflowTable = tasks.table(
  'workflow',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    /** Closed tasks are archived after this many days; null for never. */
    archiveAfterDays: integer(),
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

/** The last number used in a team's keys. */
export const counterTable = tasks.table(
  'counter',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    lastNumber: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

/** Not done, archived or deleted. */
const isOpen = (table: Record<'completedAt' | 'archivedAt' | 'deletedAt', AnyColumn>) =>
  sql`${table.completedAt} is null and ${table.archivedAt} is null and ${table.deletedAt} is null`;

/** The most urgent first; immutable, so that an index has it. */
export const priorityOrder = (priority: AnyColumn) =>
  sql`array_position(array['urgent', 'high', 'medium', 'low', 'none'], ${priority})`;

/** The order of all columns of a team together. The other name of the collation keeps columns off its index. */
export const teamRank = (rank: AnyColumn) => sql`(${rank} collate "POSIX")`;

/** The `ENG` of `ENG-42`, compared by bytes. */
export const keyPrefix = (key: AnyColumn) => sql`(split_part(${key}, '-', 1) collate "C")`;

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
    index('task_due_day')
      .on(table.organizationId, table.teamId, table.dueDate)
      .where(sql`${table.dueDate} is not null`),
    index('task_due_moment')
      .on(table.organizationId, table.teamId, table.dueAt)
      .where(sql`${table.dueAt} is not null`),
    index('task_blocked')
      .on(table.organizationId, table.teamId)
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

const ofTask = (table: { organizationId: AnyColumn; taskId: AnyColumn }) =>
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

/** `task` blocks, relates to or duplicates `other`. Two tasks have at most one such link, in either direction. */
export const dependencyTable = tasks.table(
  'dependency',
  {
    organizationId: organizationId(),
    taskId: uuid().$type<TaskId>().notNull(),
    otherId: uuid().$type<TaskId>().notNull(),
    type: text({ enum: dependencyTypes }).notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.taskId, table.otherId] }),
    index('dependency_other').on(table.organizationId, table.otherId),
    ofTask(table),
    ofTask({ organizationId: table.organizationId, taskId: table.otherId }),
    oneOf('dependency_type', table.type, dependencyTypes),
  ],
);

/** A custom field of a team's tasks. */
export const fieldTable = tasks.table(
  'field',
  {
    organizationId: organizationId(),
    id: uuid().$type<FieldId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    type: text({ enum: fieldTypes }).notNull(),
    /** The options of a choice, in order. */
    options: jsonb().$type<FieldOption[]>().notNull().default([]),
    onCard: boolean().notNull().default(false),
    position: integer().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('field_id').on(table.id),
    uniqueIndex('field_name').on(table.organizationId, table.teamId, sql`lower(${table.name})`),
    oneOf('field_type', table.type, fieldTypes),
  ],
);

/** A file attached to a task; its bytes are in the storage. */
export const attachmentTable = tasks.table(
  'attachment',
  {
    organizationId: organizationId(),
    id: uuid().$type<AttachmentId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    filename: text().notNull(),
    contentType: text().notNull(),
    bytes: integer().notNull(),
    storageKey: text().notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('attachment_id').on(table.id),
    index('attachment_task').on(table.organizationId, table.taskId, table.id),
    ofTask(table),
  ],
);

/** A saved view of tasks: private to its owner, or shared in the organization. */
export const viewTable = tasks.table(
  'view',
  {
    organizationId: organizationId(),
    id: uuid().$type<ViewId>().notNull(),
    ownerId: uuid().$type<UserId>().notNull(),
    name: text().notNull(),
    isShared: boolean().notNull(),
    settings: jsonb().$type<Record<string, unknown>>().notNull(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('view_id').on(table.id),
    index('view_owner').on(table.organizationId, table.ownerId),
  ],
);

/** A task or a whole project as a reusable plan. */
export const templateTable = tasks.table(
  'template',
  {
    organizationId: organizationId(),
    id: uuid().$type<TemplateId>().notNull(),
    kind: text({ enum: templateKinds }).notNull(),
    /** For a task template: the team that uses it. */
    teamId: uuid().$type<TeamId>(),
    name: text().notNull(),
    plan: jsonb().$type<Record<string, unknown>>().notNull(),
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('template_id').on(table.id),
    index('template_team').on(table.organizationId, table.kind, table.teamId),
    oneOf('template_kind', table.kind, templateKinds),
  ],
);

export const labelTable = tasks.table(
  'label',
  {
    organizationId: organizationId(),
    id: uuid().$type<LabelId>().notNull(),
    name: text().notNull(),
    colour: text().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('label_id').on(table.id),
    uniqueIndex('label_name').on(table.organizationId, sql`lower(${table.name})`, table.colour),
  ],
);

export const checklistItemTable = tasks.table(
  'checklist_item',
  {
    organizationId: organizationId(),
    id: uuid().$type<ChecklistItemId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** The name of the item's list, if a task has several. */
    checklist: text().notNull().default(''),
    title: text().notNull(),
    done: boolean().notNull().default(false),
    rank: bytewiseText().notNull(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('checklist_item_id').on(table.id),
    uniqueIndex('checklist_item_place').on(table.organizationId, table.taskId, table.rank),
    ofTask(table),
  ],
);

export const commentTable = tasks.table(
  'comment',
  {
    organizationId: organizationId(),
    id: uuid().$type<CommentId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** Null if an import could not match the author, or may not name them: then `importedAuthor` has the name. */
    authorId: uuid().$type<UserId>(),
    importedAuthor: text(),
    /** Who imported it; shown whoever the author is. */
    importedBy: uuid().$type<UserId>(),
    body: text().notNull(),
    editedAt: instant(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('comment_id').on(table.id),
    index('comment_task').on(table.organizationId, table.taskId, table.createdAt, table.id),
    ofTask(table),
  ],
);

const ofComment = (table: { organizationId: AnyColumn; commentId: AnyColumn }) =>
  foreignKey({
    columns: [table.organizationId, table.commentId],
    foreignColumns: [commentTable.organizationId, commentTable.id],
  }).onDelete('cascade');

/** The earlier texts of a comment. */
export const commentVersionTable = tasks.table(
  'comment_version',
  {
    organizationId: organizationId(),
    commentId: uuid().$type<CommentId>().notNull(),
    version: integer().notNull(),
    body: text().notNull(),
    /** When this text was written. */
    at: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.commentId, table.version] }), ofComment(table)],
);

export const reactionTable = tasks.table(
  'reaction',
  {
    organizationId: organizationId(),
    commentId: uuid().$type<CommentId>().notNull(),
    emoji: text().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.commentId, table.emoji, table.userId] }),
    ofComment(table),
  ],
);

/** Who changed what, from what to what. Rows are only added, never changed, and remain after the task is deleted. */
export const logTable = tasks.table(
  'log',
  {
    organizationId: organizationId(),
    id: uuid().$type<LogEntryId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    type: text({ enum: logTypes }).notNull(),
    actor: jsonb().notNull(),
    actorId: uuid().$type<UserId>(),
    field: text(),
    before: jsonb(),
    after: jsonb(),
    reason: text(),
    requestId: text().notNull(),
    at: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index('log_task').on(table.organizationId, table.taskId, table.id),
    index('log_team').on(table.organizationId, table.teamId, table.id),
    index('log_actor')
      .on(table.organizationId, table.actorId, table.id)
      .where(sql`${table.actorId} is not null`),
    oneOf('log_type', table.type, logTypes),
  ],
);

/** Imports of files, running and finished. */
export const importsTable = tasks.table(
  'import',
  {
    organizationId: organizationId(),
    id: uuid().$type<ImportId>().notNull(),
    format: text({ enum: importFormats }).notNull(),
    status: text({ enum: importStatuses }).notNull(),
    filename: text().notNull(),
    storageKey: text().notNull(),
    teamId: uuid().$type<TeamId>(),
    dryRun: boolean().notNull(),
    /** What the requester specified about reading the file. */
    mapping: jsonb().$type<ImportMapping>(),
    /** When its stored file expires; null once the file is deleted. */
    fileUntil: instant(),
    done: integer().notNull().default(0),
    total: integer().notNull().default(0),
    report: jsonb().notNull(),
    createdBy: uuid().$type<UserId>().notNull(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('import_id').on(table.id),
    index('import_created').on(table.organizationId, table.createdAt),
    oneOf('import_format', table.format, importFormats),
    oneOf('import_status', table.status, importStatuses),
  ],
);

/**
 * Which record an import created from which source, so that the same thing of the same board is created only once in a
 * team.
 */
export const importSourceTable = tasks.table(
  'import_source',
  {
    organizationId: organizationId(),
    format: text({ enum: importFormats }).notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    kind: text({ enum: importKinds }).notNull(),
    externalId: text().notNull(),
    localId: uuid().notNull(),
    /** The import that created it. Counts what an import has created, also across interrupted attempts. */
    importId: uuid().$type<ImportId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.format, table.teamId, table.kind, table.externalId] }),
    index('import_source_import').on(table.organizationId, table.importId),
    index('import_source_board')
      .on(table.organizationId, table.format, table.externalId)
      .where(sql`${table.kind} = 'board'`),
    oneOf('import_source_kind', table.kind, importKinds),
  ],
);

/**
 * What a change of a task adds to or subtracts from the tallies: written by triggers (migrations/tasks/*_tallies.sql)
 * in the same transaction and added up later. Rows are only inserted, so that no change waits for another.
 */
export const tallyChangeTable = tasks.table(
  'tally_change',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    projectId: uuid().$type<ProjectId>(),
    statusId: uuid().$type<StatusId>().notNull(),
    assigneeId: uuid().$type<UserId>(),
    isArchived: boolean().notNull(),
    estimate: integer().notNull(),
    createdAt: instant().notNull(),
    startedAt: instant(),
    completedAt: instant(),
    /** 1 for the task after the change, -1 for the task before it. */
    sign: smallint().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.id] })],
);

/** Teams whose tallies include all of their tasks. Tallies of other teams are counted before they are read. */
export const tallyTeamTable = tasks.table(
  'tally_team',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    countedAt: instant().notNull(),
    /** Changes whenever a tally of the team changes. */
    version: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

/** Tasks that are neither deleted nor archived, by status and assignee, with their estimates in minutes. */
export const tallyWorkTable = tasks.table(
  'tally_work',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    statusId: uuid().$type<StatusId>().notNull(),
    assigneeId: uuid().$type<UserId>(),
    tasks: integer().notNull(),
    estimate: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    unique('tally_work_key')
      .on(table.organizationId, table.teamId, table.statusId, table.assigneeId)
      .nullsNotDistinct(),
  ],
);

/**
 * How many tasks of a team were created and done in each quarter of an hour: in every time zone days start at a
 * quarter.
 */
export const tallyPeriodTable = tasks.table(
  'tally_period',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    quarter: instant().notNull(),
    created: integer().notNull(),
    done: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.quarter] })],
);

/**
 * The same for a project's tasks, by their current status, including archived ones. The row of `-infinity` has the sums
 * of all time and a version that changes whenever a tally of this project, team and status changes.
 */
export const tallyProjectTable = tasks.table(
  'tally_project',
  {
    organizationId: organizationId(),
    projectId: uuid().$type<ProjectId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    statusId: uuid().$type<StatusId>().notNull(),
    quarter: instant().notNull(),
    created: integer().notNull(),
    done: integer().notNull(),
    version: uuid(),
  },
  (table) => [
    primaryKey({
      columns: [table.organizationId, table.projectId, table.teamId, table.statusId, table.quarter],
    }),
    index('tally_project_team').on(table.organizationId, table.teamId),
  ],
);

/**
 * How long done tasks took, in tenths of an hour rounded to three digits: how many in each period of one or seven UTC
 * days, so that twelve weeks are summed from few rows.
 */
export const tallyCycleTable = tasks.table(
  'tally_cycle',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    days: smallint().notNull(),
    firstDay: date({ mode: 'string' }).notNull(),
    tenths: integer().notNull(),
    tasks: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId, table.days, table.firstDay, table.tenths] })],
);

export const outbox = outboxTable(tasks);
export const inbox = inboxTable(tasks);
export const command = commandTable(tasks);
