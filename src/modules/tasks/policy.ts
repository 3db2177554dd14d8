import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { TeamId, UserId } from '#platform/ids.ts';

/** The fields of a task that permissions depend on. */
export interface DecidedTask {
  readonly teamId: TeamId;
  readonly createdBy: UserId | null;
  readonly assigneeId: UserId | null;
  readonly collaboratorIds: readonly UserId[];
}

/** The caller and their access to the task's team; undefined for a guest, who is in no team. */
export interface TaskCaller {
  readonly userId: UserId | null;
  readonly team: TeamInOrganization | undefined;
}

// Functions that refuse return the reason, or null if the action is allowed.

/** Guests of the project may read its tasks; members of the organization may read what its team allows. */
export function refuseRead({ team }: TaskCaller, task: DecidedTask): 'closed-team' | null {
  return team && !team.organization.mayReadTeam(task.teamId) ? 'closed-team' : null;
}

/** Everyone who works in the team or is involved may comment, and guests of the project. */
export function refuseComment(caller: TaskCaller, task: DecidedTask): 'closed-team' | 'not-in-team' | null {
  return refuseRead(caller, task) ?? (caller.team && !worksOn(caller, task) ? 'not-in-team' : null);
}

/** Everyone who works in the team may assign, move, change the status and tick items. */
export function refuseWork(caller: TaskCaller, task: DecidedTask): 'closed-team' | 'guest' | 'not-in-team' | null {
  const reason = refuseRead(caller, task);
  if (reason) return reason;
  if (!caller.team) return 'guest';
  return worksOn(caller, task) ? null : 'not-in-team';
}

/**
 * Title, description, dates and the like: people involved and the team's admins, unless the team allows all members.
 */
export function refuseEdit(caller: TaskCaller, task: DecidedTask): ReturnType<typeof refuseWork> | 'not-involved' {
  const reason = refuseWork(caller, task);
  if (reason) return reason;
  return isInvolved(caller, task) || (caller.team && editsEveryTask(caller.team)) ? null : 'not-involved';
}

/** Fields that everyone who works in the team may change; all others need the permission to edit. */
const fieldsOfWork = new Set(['statusId', 'before', 'after', 'assigneeId', 'collaboratorIds', 'labelIds', 'reason']);

/** A change of fields: the fields it names decide which permission it needs. */
export function refuseChange(
  caller: TaskCaller,
  task: DecidedTask,
  fields: readonly string[],
): ReturnType<typeof refuseEdit> {
  return fields.every((field) => fieldsOfWork.has(field)) ? refuseWork(caller, task) : refuseEdit(caller, task);
}

/** Creators may delete their own tasks; owners and admins of the team may delete any. */
export function refuseDelete(caller: TaskCaller, task: DecidedTask): ReturnType<typeof refuseWork> | 'may-not-delete' {
  const reason = refuseWork(caller, task);
  if (reason) return reason;
  return task.createdBy === caller.userId || (caller.team && isAdminOf(caller.team)) ? null : 'may-not-delete';
}

/** Whether the team lets members edit tasks they are not involved in. */
export function editsEveryTask(team: TeamInOrganization): boolean {
  return (team.team.editPolicy === 'members' && team.team.role !== null) || isAdminOf(team);
}

/** Whether the caller may create a task in the same team; returns the answer instead of refusing. */
export function mayCreateInTeamOf({ team }: TaskCaller): boolean {
  return team !== undefined && !team.team.isArchived && isInTeam(team);
}

/** Members may create labels unless a setting forbids it. */
export function mayCreateLabels(organization: Pick<OrganizationAccess, 'isAdmin' | 'directory'>): boolean {
  return organization.isAdmin || organization.directory.membersMakeLabels;
}

function worksOn(caller: TaskCaller, task: DecidedTask): boolean {
  return (caller.team && isInTeam(caller.team)) || isInvolved(caller, task);
}

/** Creator, assignee and collaborators. */
function isInvolved({ userId }: TaskCaller, task: DecidedTask): boolean {
  if (userId === null) return false;
  return task.createdBy === userId || task.assigneeId === userId || task.collaboratorIds.includes(userId);
}

function isInTeam({ organization, team }: TeamInOrganization): boolean {
  return team.role !== null || organization.isAdmin;
}

function isAdminOf({ organization, team }: TeamInOrganization): boolean {
  return organization.isAdmin || team.role === 'owner' || team.role === 'admin';
}
