import {
  type AnyColumn,
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
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import {
  categories,
  type ChecklistItemId,
  type CommentId,
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
} from './contract.ts';

export const tasks = pgSchema('tasks');

const organizationId = () => uuid().$type<OrganizationId>().notNull();

/** A column of a team's workflow. */
export const status = tasks.table(
  'status',
  {
    organizationId: organizationId(),
    id: uuid().$type<StatusId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    name: text().notNull(),
    category: text({ enum: categories }).notNull(),
    position: integer().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('status_id').on(table.id),
    index('status_team').on(table.organizationId, table.teamId, table.position),
    oneOf('status_category', table.category, categories),
  ],
);

/** The last number that a team's keys have used. */
export const counter = tasks.table(
  'counter',
  {
    organizationId: organizationId(),
    teamId: uuid().$type<TeamId>().notNull(),
    lastNumber: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.teamId] })],
);

export const task = tasks.table(
  'task',
  {
    organizationId: organizationId(),
    id: uuid().$type<TaskId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    /** `ENG-42`, and the 42 by which keys sort. */
    key: text().notNull(),
    number: integer().notNull(),
    projectId: uuid().$type<ProjectId>(),
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
    estimate: integer(),
    /** Its place in its column, unique among the cards that are neither deleted nor archived. */
    rank: bytewiseText().notNull(),
    /** Counted here, so that a card costs no look-up of its comments and items. */
    commentCount: integer().notNull().default(0),
    checklistDone: integer().notNull().default(0),
    checklistTotal: integer().notNull().default(0),
    /** Names of people whom an import could not match to an account. */
    importedPeople: text().array().notNull().default([]),
    archivedAt: instant(),
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
      .on(table.organizationId, table.assigneeId)
      .where(sql`${table.assigneeId} is not null`),
    index('task_project')
      .on(table.organizationId, table.projectId)
      .where(sql`${table.projectId} is not null`),
    index('task_created').on(table.organizationId, table.createdAt, table.id),
    index('task_updated').on(table.organizationId, table.updatedAt, table.id),
    foreignKey({
      columns: [table.organizationId, table.statusId],
      foreignColumns: [status.organizationId, status.id],
    }),
    oneOf('task_priority', table.priority, priorities),
  ],
);

const ofTask = (table: { organizationId: AnyColumn; taskId: AnyColumn }) =>
  foreignKey({
    columns: [table.organizationId, table.taskId],
    foreignColumns: [task.organizationId, task.id],
  }).onDelete('cascade');

export const label = tasks.table(
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

export const checklistItem = tasks.table(
  'checklist_item',
  {
    organizationId: organizationId(),
    id: uuid().$type<ChecklistItemId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** The list that the item stands in, where a task has several. */
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

export const comment = tasks.table(
  'comment',
  {
    organizationId: organizationId(),
    id: uuid().$type<CommentId>().notNull(),
    taskId: uuid().$type<TaskId>().notNull(),
    /** Null where an import could not match the author: then `importedAuthor` has the name. */
    authorId: uuid().$type<UserId>(),
    importedAuthor: text(),
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

/** Who changed what, from what to what. Rows are added, never changed, and outlive the task. */
export const log = tasks.table(
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
    index('log_task').on(table.organizationId, table.taskId, table.at, table.id),
    oneOf('log_type', table.type, logTypes),
  ],
);

/** A file that is being brought in, or was. */
export const imports = tasks.table(
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

/** What an import has made of what: the same thing of the same board is never made twice in a team. */
export const importSource = tasks.table(
  'import_source',
  {
    organizationId: organizationId(),
    format: text({ enum: importFormats }).notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    kind: text({ enum: importKinds }).notNull(),
    externalId: text().notNull(),
    localId: uuid().notNull(),
    /** The import that made it: what one has made is counted here, also when it was cut in the middle and went on. */
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

export const outbox = outboxTable(tasks);
export const inbox = inboxTable(tasks);
export const command = commandTable(tasks);
