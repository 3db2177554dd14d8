import { audience, type Draft, envelope } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { tasksContract } from '../contract.ts';
import type { TaskRow } from './columns.ts';

export type TaskEvent = Draft<typeof tasksContract.events>;

type PayloadColumn =
  | 'id'
  | 'teamId'
  | 'projectId'
  | 'key'
  | 'title'
  | 'createdBy'
  | 'assigneeId'
  | 'collaboratorIds'
  | 'watcherIds';

/** The payload that every event of a task has. */
export function taskPayload(row: Pick<TaskRow, PayloadColumn>) {
  return {
    taskId: row.id,
    teamId: row.teamId,
    projectId: row.projectId,
    key: row.key,
    title: row.title,
    createdBy: row.createdBy,
    assigneeId: row.assigneeId,
    collaboratorIds: row.collaboratorIds,
    watcherIds: row.watcherIds,
  };
}

/** The team and the project that a change removed it from, if any. */
export function previousScopes(before: Pick<TaskRow, 'teamId' | 'projectId'>, after: TaskRow) {
  const { teamId, projectId } = before;
  return {
    ...(teamId === after.teamId ? {} : { previousTeamId: teamId }),
    ...(projectId === null || projectId === after.projectId ? {} : { previousProjectId: projectId }),
  };
}

/**
 * The envelope of a task event. People who could see the task before the change receive it, as well as those who can
 * see it now.
 */
export function taskEvent(after: TaskRow, before: Pick<TaskRow, 'teamId' | 'projectId'> = after) {
  return {
    organizationId: after.organizationId,
    subject: { kind: 'task', id: after.id, version: after.version },
    audience: audience(after.organizationId, {
      teamIds: [before.teamId, after.teamId],
      projectIds: [before.projectId, after.projectId].filter((id) => id !== null),
    }),
  };
}

/** `task.assigned`, `task.unassigned` and `task.collaborator-added`, when assignee or collaborators change. */
export function assignmentEvents(
  before: Pick<TaskRow, 'assigneeId' | 'collaboratorIds' | 'teamId' | 'projectId'>,
  after: TaskRow,
): TaskEvent[] {
  const base = taskEvent(after, before);
  const events: TaskEvent[] = after.collaboratorIds
    .filter((userId) => !before.collaboratorIds.includes(userId))
    .map((userId) => ({ ...base, type: 'task.collaborator-added', payload: { ...taskPayload(after), userId } }));
  if (before.assigneeId === after.assigneeId) return events;
  if (before.assigneeId !== null) {
    events.push({
      ...base,
      type: 'task.unassigned',
      payload: { ...taskPayload(after), previousAssigneeId: before.assigneeId },
    });
  }
  if (after.assigneeId !== null) {
    events.push({
      ...base,
      type: 'task.assigned',
      payload: { ...taskPayload(after), assigneeId: after.assigneeId },
    });
  }
  return events;
}

/** People to whom a change newly assigns a task. */
export function givenTo(
  before: Pick<TaskRow, 'assigneeId' | 'collaboratorIds'>,
  after: Pick<TaskRow, 'assigneeId' | 'collaboratorIds'>,
): UserId[] {
  const joined = after.collaboratorIds.filter((id) => !before.collaboratorIds.includes(id));
  const { assigneeId } = after;
  return assigneeId === null || assigneeId === before.assigneeId ? joined : [assigneeId, ...joined];
}

/** Events as outbox rows, for a statement that writes them together with the change. */
export function eventsJson(ctx: TasksContext, events: readonly TaskEvent[]): string {
  return JSON.stringify(events.map((draft) => envelope(ctx, draft)).map((event) => ({ id: event.id, event })));
}
