import type { projectsContract } from '#modules/projects';
import type { tasksContract } from '#modules/tasks';
import type { teamsContract } from '#modules/teams';
import { type Actor, userIdOf } from '#platform/context.ts';
import type { EventOf } from '#platform/events/event.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';

type Event = EventOf<typeof teamsContract.events & typeof projectsContract.events & typeof tasksContract.events>;
type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

/** A person as receivers see them: no address. */
export interface PublicPerson {
  readonly id: UserId;
  readonly name: string;
  readonly username: string;
}

/** What the data of an event is made with. */
export interface Sources {
  readonly organizationId: OrganizationId;
  readonly person: (id: UserId | null) => PublicPerson | null;
  /** The full address of a page of the app. */
  readonly url: (path: string) => string;
}

type Describe<Type extends Event['type']> = (event: Of<Type>, sources: Sources) => Readonly<Record<string, unknown>>;

interface TaskEvent {
  readonly payload: Of<'task.created'>['payload'];
}

const task = ({ payload }: TaskEvent, { organizationId, person, url }: Sources) => ({
  id: payload.taskId,
  key: payload.key,
  title: payload.title,
  url: url(`/tasks/${payload.taskId}`),
  organizationId,
  teamId: payload.teamId,
  projectId: payload.projectId,
  createdBy: person(payload.createdBy),
  assignee: person(payload.assigneeId),
  collaborators: payload.collaboratorIds.map(person).filter((one) => one !== null),
});
const withTask = (event: TaskEvent, sources: Sources) => ({ task: task(event, sources) });
const taskRef = (taskId: string, teamId: TeamId, { organizationId, url }: Sources) => ({
  id: taskId,
  url: url(`/tasks/${taskId}`),
  organizationId,
  teamId,
});
const project = (id: string, { organizationId, url }: Sources, more: object = {}) => ({
  id,
  url: url(`/projects/${id}`),
  organizationId,
  ...more,
});
const team = (id: TeamId, { organizationId, url }: Sources, more: object = {}) => ({
  id,
  url: url(`/teams/${id}/board`),
  organizationId,
  ...more,
});
const aboutProject = ({ payload: { projectId } }: { payload: { projectId: string } }, sources: Sources) => ({
  project: project(projectId, sources),
});
const aboutTeam = ({ payload: { teamId } }: { payload: { teamId: TeamId } }, sources: Sources) => ({
  team: team(teamId, sources),
});
const aboutMilestone = (
  { payload: { projectId, milestoneId } }: { payload: { projectId: string; milestoneId: string } },
  sources: Sources,
) => ({ milestone: { id: milestoneId }, project: project(projectId, sources) });
const aboutComment = (
  { payload: { taskId, teamId, commentId } }: { payload: { taskId: string; teamId: TeamId; commentId: string } },
  sources: Sources,
) => ({ comment: { id: commentId }, task: taskRef(taskId, teamId, sources) });

/**
 * Which events receivers get, and the data of each. Null keeps an event inside: it is internal, it names something that
 * not every member sees, or another event tells of it. A new event does not compile without a line here.
 */
const descriptions: { readonly [Type in Event['type']]: Describe<Type> | null } = {
  'task.created': withTask,
  'task.updated': (event, sources) => ({
    task: task(event, sources),
    changedFields: event.payload.fields,
    previousTeamId: event.payload.previousTeamId ?? null,
    previousProjectId: event.payload.previousProjectId ?? null,
  }),
  'task.assigned': withTask,
  'task.unassigned': (event, sources) => ({
    task: task(event, sources),
    previousAssignee: sources.person(event.payload.previousAssigneeId),
  }),
  'task.collaborator-added': (event, sources) => ({
    task: task(event, sources),
    collaborator: sources.person(event.payload.userId),
  }),
  'task.completed': (event, sources) => ({
    task: task(event, sources),
    completedBy: sources.person(event.payload.completedBy),
  }),
  'task.reopened': withTask,
  'task.moved': (event, sources) => ({
    task: task(event, sources),
    statusId: event.payload.statusId,
    previousStatusId: event.payload.previousStatusId,
  }),
  'task.deleted': withTask,
  'task.restored': withTask,
  'tasks.changed': (event, sources) => ({ team: team(event.payload.teamId, sources), count: event.payload.count }),
  'comment.created': (event, sources) => ({
    comment: {
      id: event.payload.commentId,
      author: sources.person(event.payload.authorId),
      excerpt: event.payload.excerpt,
      replyToId: event.payload.replyToId ?? null,
    },
    task: task(event, sources),
  }),
  'comment.changed': aboutComment,
  'comment.deleted': aboutComment,
  'project.created': ({ payload: { projectId, name } }, sources) => ({
    project: project(projectId, sources, { name }),
  }),
  'project.changed': aboutProject,
  'project.status-changed': ({ payload: { projectId, before, after } }, sources) => ({
    project: project(projectId, sources),
    status: after,
    previousStatus: before,
  }),
  'project.update-posted': ({ payload: { projectId, name, health, excerpt } }, sources) => ({
    project: project(projectId, sources, { name }),
    update: { health, excerpt },
  }),
  'project.deleted': aboutProject,
  'project.restored': aboutProject,
  'milestone.changed': aboutMilestone,
  'milestone.deleted': aboutMilestone,
  'milestone.near': ({ payload: { projectId, projectName, milestoneId, name, date } }, sources) => ({
    milestone: { id: milestoneId, name, date },
    project: project(projectId, sources, { name: projectName }),
  }),
  'member.joined': ({ payload: { userId, role } }, { person }) => ({ member: person(userId), role }),
  'member.left': ({ payload: { userId } }, { person }) => ({ member: person(userId) ?? { id: userId } }),
  'member.role-changed': ({ payload: { userId, role, before } }, { person }) => ({
    member: person(userId),
    role,
    previousRole: before,
  }),
  'team.created': ({ payload: { teamId, name } }, sources) => ({ team: team(teamId, sources, { name }) }),
  'team.changed': aboutTeam,
  'team.deleted': aboutTeam,
  'team.restored': aboutTeam,
  'team-member.changed': ({ payload: { teamId, userId } }, sources) => ({
    team: team(teamId, sources),
    member: sources.person(userId) ?? { id: userId },
  }),

  // Of one person: their lead time, their time zone, their own reminder.
  'task.due-soon': null,
  'task.overdue': null,
  'task.reminder-due': null,
  'task.reminder-changed': null,
  'task.counts-changed': null,
  'user.mentioned': null,
  'dependency.changed': null,
  'backlink.changed': null,
  'attachment.changed': null,
  'tasks.purged': null,
  'files.released': null,
  'checklist.changed': null,
  'workflow.changed': null,
  'field.changed': null,
  'view.changed': null,
  'template.changed': null,
  'label.changed': null,
  'import.requested': null,
  'import.progressed': null,
  'import.chunk': null,
  'import.finished': null,
  'export.requested': null,
  'export.finished': null,
  'project.purged': null,
  'project-guest.changed': null,
  'organization.created': null,
  'organization.changed': null,
  'organization.deleted': null,
  'organization.restored': null,
  'organization.purged': null,
  'invite.created': null,
  'invite.resent': null,
  'invite.changed': null,
  'invite.declined': null,
  'join-request.created': null,
  'join-request.decided': null,
  'member.changed': null,
  'team.purged': null,
};

export type PublicEvent = Event;
export type PublicEventType = Event['type'];

export const publicEventTypes: readonly PublicEventType[] = Object.entries(descriptions)
  .filter(([, describe]) => describe !== null)
  .map(([type]) => type as PublicEventType);

/** What a webhook may ask for: an event, all events of a noun (`task.*`), or all (`*`). */
export const eventPatterns: readonly string[] = [
  '*',
  ...new Set(publicEventTypes.map((type) => `${nounOf(type)}.*`)),
  ...publicEventTypes,
];

function nounOf(type: string): string {
  return type.slice(0, type.indexOf('.'));
}

/** The patterns that an event matches. */
export function patternsOf(type: string): string[] {
  return ['*', `${nounOf(type)}.*`, type];
}

/** The team that an event is about; null if it is about the organization. */
export function teamOf({ payload }: Pick<Event, 'payload'>): TeamId | null {
  return 'teamId' in payload ? payload.teamId : null;
}

/** The people that an event names. */
export function peopleIn({ actor, payload }: { readonly actor: Actor; readonly payload: Event['payload'] }) {
  const named = Object.entries(payload).flatMap(([key, value]) => (personFields.has(key) ? value : []));
  return [...new Set([userIdOf(actor), ...(named as (UserId | null)[])])];
}
const personFields: ReadonlySet<string> = new Set([
  'createdBy',
  'assigneeId',
  'collaboratorIds',
  'userId',
  'authorId',
  'completedBy',
  'previousAssigneeId',
]);

/** What receivers get: the event's type, its time, and its data with the person who caused it. */
export interface WebhookPayload {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The payload of an event. Call it for public events only. */
export function payloadOf(event: Event, sources: Sources): WebhookPayload {
  // The table gives each event the describer of its own type.
  const describe = descriptions[event.type] as Describe<Event['type']> | null;
  if (describe === null) throw new Error(`${event.type} is not a public event`);
  const actor = sources.person(userIdOf(event.actor));
  return { type: event.type, timestamp: event.at, data: { ...describe(event, sources), actor } };
}
