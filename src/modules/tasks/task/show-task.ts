import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { Recurrence } from '../schema/task.ts';
import type { CardRow, TaskRow } from './columns.ts';
import type { Task, TaskCard } from './task.ts';
import { type TaskRelations, taskRelations } from './task-relations.ts';

/** Field by field: copying a row and omitting fields takes longer than the query that found it. */
export function toCard(row: CardRow, { people, deletedProjects }: TaskRelations): TaskCard {
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

function toTask(row: TaskRow, relations: TaskRelations): Task {
  const { description, dueTimezone, watcherIds, customFields, startedAt, importedPeople } = row;
  const recurrence = shownRecurrence(row.recurrence);
  const card = toCard(row, relations);
  return { ...card, description, dueTimezone, watcherIds, recurrence, customFields, startedAt, importedPeople };
}

export function shownRecurrence(recurrence: Recurrence | null): Task['recurrence'] {
  return recurrence && { rule: recurrence.rule, from: recurrence.from };
}

/** A task as the API returns it, with the assignee's name. */
export async function showTask(ctx: TasksContext, row: TaskRow): Promise<Task> {
  return toTask(row, await taskRelations(ctx, [row]));
}

function assigneeOf({ assigneeId }: { assigneeId: UserId | null }, people: TaskRelations['people']): Task['assignee'] {
  const contact = assigneeId === null ? undefined : people.get(assigneeId);
  if (!contact) return null;
  return { id: contact.id, name: contact.name, username: contact.username, avatarUrl: contact.avatarUrl };
}
