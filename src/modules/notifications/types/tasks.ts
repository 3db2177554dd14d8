import { userIdOf } from '#platform/context.ts';
import { timeOfId, type UserId } from '#platform/ids.ts';
import { isMember, readsTask } from '../policy.ts';
import type { TextParams } from '../texts.ts';
import {
  defineNotification,
  type EventNamed,
  type EventType,
  type NotificationGroup,
  type Recipient,
  toPeople,
} from './define.ts';

type TaskEventType = Extract<
  EventType,
  | `task.${'assigned' | 'unassigned' | 'collaborator-added' | 'completed' | 'reopened' | 'moved'}`
  | `task.${'due-soon' | 'overdue' | 'reminder-due'}`
  | 'user.mentioned'
  | 'comment.created'
>;

/** A notification about a task: only its readers get it, and it leads to the task. */
function defineTaskNotification<const Type extends string, const Name extends TaskEventType>({
  extraParams,
  isMutable = true,
  ...definition
}: {
  readonly type: Type;
  readonly group: NotificationGroup;
  readonly events: readonly Name[];
  readonly recipients: (event: EventNamed<Name>) => readonly Recipient[];
  readonly channels: { readonly email: boolean; readonly push: boolean };
  readonly includesActor?: boolean;
  readonly isTimely?: boolean;
  readonly asksForWork?: boolean;
  readonly isMutable?: boolean;
  readonly extraParams?: (event: EventNamed<Name>) => TextParams;
}) {
  return defineNotification<Type, Name>({
    ...definition,
    mayKnow: (organization, { payload }) => readsTask(organization, payload),
    taskId: ({ payload }) => payload.taskId,
    ...(isMutable ? { mutedWith: ({ payload }) => [payload.taskId, payload.projectId] } : {}),
    textParams: (event) => ({
      key: event.payload.key,
      title: event.payload.title,
      ...extraParams?.(event),
    }),
    link: ({ taskId }) => (taskId === null ? '/inbox' : `/tasks/${taskId}`),
  });
}

type Involving = EventNamed<'task.completed' | 'task.reopened' | 'comment.created'>;

/** Creator, assignee, collaborators and watchers, without duplicates. */
function involvedIn({ payload }: Involving): UserId[] {
  const { createdBy, assigneeId, collaboratorIds, watcherIds } = payload;
  return toPeople(createdBy, assigneeId, ...collaboratorIds, ...watcherIds).flatMap(({ userId }) => userId ?? []);
}

/** Everyone involved is notified in the app; by mail only those who work on the task. */
function workersByMail(event: Involving): Recipient[] {
  const { assigneeId, collaboratorIds } = event.payload;
  return involvedIn(event).map((userId) => ({
    userId,
    email: userId === assigneeId || collaboratorIds.includes(userId),
  }));
}

const taskAssigned = defineTaskNotification({
  type: 'task-assigned',
  group: 'tasks',
  events: ['task.assigned', 'task.collaborator-added'],
  asksForWork: true,
  channels: { email: true, push: true },
  /** A collaborator who is also the assignee is notified as assignee. */
  recipients: ({ type, payload }) => {
    if (type === 'task.assigned') return [{ userId: payload.assigneeId }];
    return payload.userId === payload.assigneeId ? [] : [{ userId: payload.userId }];
  },
});

const taskUnassigned = defineTaskNotification({
  type: 'task-unassigned',
  group: 'tasks',
  events: ['task.unassigned'],
  channels: { email: true, push: false },
  recipients: ({ payload }) => [{ userId: payload.previousAssigneeId }],
});

const taskCompleted = defineTaskNotification({
  type: 'task-completed',
  group: 'tasks',
  events: ['task.completed'],
  channels: { email: true, push: false },
  recipients: workersByMail,
});

const taskReopened = defineTaskNotification({
  type: 'task-reopened',
  group: 'tasks',
  events: ['task.reopened'],
  channels: { email: true, push: false },
  recipients: workersByMail,
});

const taskStatusChanged = defineTaskNotification({
  type: 'task-status-changed',
  group: 'tasks',
  events: ['task.moved'],
  channels: { email: false, push: false },
  /** Watchers, unless the move completed or reopened the task: other types tell of that. */
  recipients: ({ payload: { statusId, previousStatusId, status, watcherIds } }) => {
    const isReportedOtherwise =
      status === undefined || (status.category === 'done') !== (status.previousCategory === 'done');
    return isReportedOtherwise || statusId === previousStatusId ? [] : toPeople(...watcherIds);
  },
  extraParams: ({ payload }) => ({ status: payload.status?.name ?? '' }),
});

const dueOf = ({ payload: { dueAt, dueDate } }: EventNamed<'task.due-soon' | 'task.overdue'>) => ({
  due: dueAt ?? dueDate ?? '',
});

const taskDueSoon = defineTaskNotification({
  type: 'task-due-soon',
  group: 'tasks',
  events: ['task.due-soon'],
  asksForWork: true,
  isTimely: true,
  channels: { email: true, push: true },
  recipients: ({ payload }) => toPeople(...payload.userIds),
  extraParams: dueOf,
});

const taskOverdue = defineTaskNotification({
  type: 'task-overdue',
  group: 'tasks',
  events: ['task.overdue'],
  asksForWork: true,
  isTimely: true,
  channels: { email: true, push: true },
  recipients: ({ payload }) => toPeople(...payload.userIds),
  extraParams: dueOf,
});

const taskReminder = defineTaskNotification({
  type: 'task-reminder',
  group: 'tasks',
  events: ['task.reminder-due'],
  asksForWork: true,
  channels: { email: true, push: true },
  isTimely: true,
  /** They asked for it. */
  isMutable: false,
  includesActor: true,
  recipients: ({ payload }) => [{ userId: payload.userId }],
});

const mentioned = defineTaskNotification({
  type: 'mentioned',
  group: 'conversations',
  events: ['user.mentioned'],
  channels: { email: true, push: true },
  /** People assigned by the same change get that notification instead. */
  recipients: ({ payload: { userIds, givenTo = [] } }) => toPeople(...userIds.filter((id) => !givenTo.includes(id))),
  extraParams: ({ payload }) => ({ excerpt: payload.excerpt }),
});

const commented = defineTaskNotification({
  type: 'commented',
  group: 'conversations',
  events: ['comment.created'],
  channels: { email: false, push: false },
  /** Whoever is answered too. People mentioned in the comment get that notification instead. */
  recipients: (event) => {
    const { answeredId = null, mentionedIds } = event.payload;
    const people = [...involvedIn(event), ...(answeredId === null ? [] : [answeredId])];
    return toPeople(...people.filter((id) => !mentionedIds.includes(id)));
  },
  extraParams: ({ payload }) => ({ excerpt: payload.excerpt }),
});

const quickImportMs = 30_000;

const importFinished = defineNotification({
  type: 'import-finished',
  group: 'projects',
  events: ['import.finished'],
  channels: { email: false, push: false },
  includesActor: true,
  outcomes: ['failed', 'cancelled', 'tried'],
  recipients: ({ actor }) => toPeople(userIdOf(actor)),
  mayKnow: isMember,
  textParams: ({ payload: { filename, tasks, importId, status, dryRun } }) => {
    const outcome = status === 'done' ? (dryRun ? 'tried' : null) : status;
    return { filename, tasks, importId, ...(outcome === null ? {} : { outcome }) };
  },
  link: ({ organizationId, textParams: { importId } }) =>
    importId === undefined ? `/organizations/${organizationId}/imports` : `/imports/${importId}`,
  /** The requester is probably still watching and sees it end. */
  isRead: ({ at, payload: { importId, status } }) =>
    status === 'cancelled' || Date.parse(at) - timeOfId(importId) < quickImportMs,
});

const exportFinished = defineNotification({
  type: 'export-finished',
  group: 'projects',
  events: ['export.finished'],
  channels: { email: true, push: false },
  includesActor: true,
  outcomes: ['failed'],
  recipients: ({ actor }) => toPeople(userIdOf(actor)),
  mayKnow: ({ isAdmin }) => isAdmin,
  textParams: ({ payload: { status } }) => (status === 'failed' ? { outcome: status } : {}),
  link: ({ organizationId }) => `/organizations/${organizationId}/exports`,
});

export const taskNotifications = [
  taskAssigned,
  taskUnassigned,
  taskCompleted,
  taskReopened,
  taskStatusChanged,
  taskDueSoon,
  taskOverdue,
  taskReminder,
  mentioned,
  commented,
  importFinished,
  exportFinished,
] as const;
