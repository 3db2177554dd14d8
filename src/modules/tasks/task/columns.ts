import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import type { RowOfSelection } from '#platform/database/query.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';

const cardColumns = {
  id: taskTable.id,
  key: taskTable.key,
  organizationId: taskTable.organizationId,
  teamId: taskTable.teamId,
  projectId: taskTable.projectId,
  milestoneId: taskTable.milestoneId,
  parentId: taskTable.parentId,
  title: taskTable.title,
  statusId: taskTable.statusId,
  priority: taskTable.priority,
  assigneeId: taskTable.assigneeId,
  collaboratorIds: taskTable.collaboratorIds,
  labelIds: taskTable.labelIds,
  startDate: taskTable.startDate,
  dueDate: taskTable.dueDate,
  dueAt: taskTable.dueAt,
  estimate: taskTable.estimate,
  rank: taskTable.rank,
  commentCount: taskTable.commentCount,
  checklistDone: taskTable.checklistDone,
  checklistTotal: taskTable.checklistTotal,
  attachmentCount: taskTable.attachmentCount,
  subtaskDone: taskTable.subtaskDone,
  subtaskTotal: taskTable.subtaskTotal,
  blockerCount: taskTable.blockerCount,
  archivedAt: taskTable.archivedAt,
  completedAt: taskTable.completedAt,
  createdBy: taskTable.createdBy,
  createdAt: taskTable.createdAt,
  updatedAt: taskTable.updatedAt,
  version: taskTable.version,
};

/** The columns that a statement returns after changing a task. */
export const ownColumns = {
  ...cardColumns,
  description: taskTable.description,
  dueTimezone: taskTable.dueTimezone,
  watcherIds: taskTable.watcherIds,
  recurrence: taskTable.recurrence,
  recurrenceHandoff: taskTable.recurrenceHandoff,
  customFields: taskTable.customFields,
  startedAt: taskTable.startedAt,
  importedPeople: taskTable.importedPeople,
  number: taskTable.number,
  deletedAt: taskTable.deletedAt,
};
const ofStatus = { status: statusTable.name, category: statusTable.category };
export const listColumns = { ...cardColumns, ...ofStatus };
export const wholeColumns = { ...ownColumns, ...ofStatus };
export const withStatus = and(
  eq(statusTable.organizationId, taskTable.organizationId),
  eq(statusTable.id, taskTable.statusId),
);

/**
 * The status of one task, for statements that find one: without the limit PostgreSQL may read and join the whole table
 * of statuses, at twice the cost.
 */
export const itsStatus = qb
  .select({ name: statusTable.name, category: statusTable.category })
  .from(statusTable)
  .where(withStatus)
  .limit(1)
  .as('its_status');
/** The columns of one task, with `itsStatus`. */
export const oneTaskColumns = { ...ownColumns, status: itsStatus.name, category: itsStatus.category };

export type CardRow = RowOfSelection<typeof listColumns>;
export type TaskRow = RowOfSelection<typeof wholeColumns>;

/** Whether work in a status is still open. The status table goes by its own name in the statement. */
export const hasOpenStatus = sql`${statusTable.category} in ('todo', 'in_progress')`;
