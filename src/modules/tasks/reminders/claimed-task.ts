import { audience } from '#platform/events/event.ts';
import { sql } from '#platform/database/drizzle.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '#platform/ids.ts';
import type { Category, TaskId } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { isOpen } from '../task/open-category.ts';
import { taskPayload } from '../task/task-payload.ts';

/** The task of a row that is due: what its event needs, and what decides whether it is sent. */
export interface ClaimedTask {
  readonly organizationId: OrganizationId;
  readonly id: TaskId;
  readonly teamId: TeamId;
  readonly projectId: ProjectId | null;
  readonly key: string;
  readonly title: string;
  readonly createdBy: UserId | null;
  readonly assigneeId: UserId | null;
  readonly collaboratorIds: UserId[];
  readonly watcherIds: UserId[];
  readonly dueDate: string | null;
  readonly dueAt: string | null;
  readonly category: Category;
  readonly isHidden: boolean;
  readonly version: number;
}

/** Its columns; `claimed` is the relation with the rows that are due. */
export const claimedTaskColumns = sql`
  task.organization_id as "organizationId", task.id, task.team_id as "teamId", task.project_id as "projectId", task.key,
  task.title, task.created_by as "createdBy", task.assignee_id as "assigneeId",
  task.collaborator_ids as "collaboratorIds", task.watcher_ids as "watcherIds", task.due_date as "dueDate",
  task.due_at as "dueAt", task.version, status.category,
  task.deleted_at is not null or task.archived_at is not null as "isHidden"`;
export const claimedTaskTables = sql`
  join ${taskTable} on task.organization_id = claimed.organization_id and task.id = claimed.task_id
  join ${statusTable} on status.organization_id = task.organization_id and status.id = task.status_id`;

/** Nobody is notified of the others. */
export function isActive({ category, isHidden }: ClaimedTask): boolean {
  return !isHidden && isOpen(category);
}

/** The payload of events about its due date. */
export function duePayload(task: ClaimedTask) {
  return { ...taskPayload(task), dueDate: task.dueDate, dueAt: task.dueAt };
}

/** The envelope of its event. Only streams of these people show it. */
export function dueEvent({ organizationId, id, version }: ClaimedTask, userIds: readonly UserId[] = []) {
  return {
    organizationId,
    subject: { kind: 'task', id, version },
    audience: userIds.length === 0 ? null : audience(organizationId, { userIds: [...userIds] }),
  };
}
