import { and, build, eq } from '#platform/database/drizzle.ts';
import type { RowOfSelection } from '#platform/database/query.ts';
import { status, task } from '../schema.ts';

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
export const itsStatus = build
  .select({ name: status.name, category: status.category })
  .from(status)
  .where(withStatus)
  .limit(1)
  .as('its_status');
/** The columns of one task, with `itsStatus`. */
export const oneTaskColumns = { ...ownColumns, status: itsStatus.name, category: itsStatus.category };

export type CardRow = RowOfSelection<typeof listColumns>;
export type TaskRow = RowOfSelection<typeof wholeColumns>;
