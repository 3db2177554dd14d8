import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import type { TeamId, UserId } from '#platform/ids.ts';

/** Of a task, what decides. */
export interface DecidedTask {
  readonly teamId: TeamId;
  readonly createdBy: UserId | null;
  readonly assigneeId: UserId | null;
  readonly collaboratorIds: readonly UserId[];
}

/** Who asks: themselves, and their access to the task's team; undefined for a guest, who is in none. */
export interface Asker {
  readonly userId: UserId | null;
  readonly team: TeamInOrganization | undefined;
}

// What refuses gives the reason, null where nothing stands against it.

/** Guests of the project read its tasks; members of the organization read what its team lets them. */
export function refuseRead({ team }: Asker, task: DecidedTask): 'closed-team' | null {
  return team && !team.organization.mayReadTeam(task.teamId) ? 'closed-team' : null;
}

/** Comment: everyone who works in the team or is involved, and guests of the project. */
export function refuseComment(asker: Asker, task: DecidedTask): 'closed-team' | 'not-in-team' | null {
  return refuseRead(asker, task) ?? (asker.team && !worksOn(asker, task) ? 'not-in-team' : null);
}

/** Assign, move, change the status, tick items: all who work in the team. */
export function refuseWork(asker: Asker, task: DecidedTask): 'closed-team' | 'guest' | 'not-in-team' | null {
  const reason = refuseRead(asker, task);
  if (reason) return reason;
  if (!asker.team) return 'guest';
  return worksOn(asker, task) ? null : 'not-in-team';
}

/** Title, description, dates and the like: those involved and the team's admins, unless the team lets all members. */
export function refuseEdit(asker: Asker, task: DecidedTask): ReturnType<typeof refuseWork> | 'not-involved' {
  const reason = refuseWork(asker, task);
  if (reason) return reason;
  return isInvolved(asker, task) || (asker.team && editsEveryTask(asker.team)) ? null : 'not-involved';
}

/** Fields that everyone who works in the team may set; all others ask for the right to edit. */
const fieldsOfWork = new Set(['statusId', 'assigneeId', 'collaboratorIds', 'labelIds', 'reason']);

/** A change of fields: what it names decides how much is asked. */
export function refuseChange(
  asker: Asker,
  task: DecidedTask,
  fields: readonly string[],
): ReturnType<typeof refuseEdit> {
  return fields.every((field) => fieldsOfWork.has(field)) ? refuseWork(asker, task) : refuseEdit(asker, task);
}

/** Creators delete their own tasks; owners and admins of the team delete any. */
export function refuseDelete(asker: Asker, task: DecidedTask): ReturnType<typeof refuseWork> | 'may-not-delete' {
  const reason = refuseWork(asker, task);
  if (reason) return reason;
  return task.createdBy === asker.userId || (asker.team && isAdminOf(asker.team)) ? null : 'may-not-delete';
}

/** Whether somebody may change tasks of the team in which they have no part. */
export function editsEveryTask(team: TeamInOrganization): boolean {
  return (team.team.editPolicy === 'members' && team.team.role !== null) || isAdminOf(team);
}

/** Whether a task may be made where this one is; to choose by, where working in the team would be refused. */
export function mayCreateBeside({ team }: Asker): boolean {
  return team !== undefined && !team.team.isArchived && isInTeam(team);
}

/** Members make labels unless a setting forbids it. */
export function mayMakeLabels(organization: Pick<OrganizationAccess, 'isAdmin' | 'directory'>): boolean {
  return organization.isAdmin || organization.directory.membersMakeLabels;
}

function worksOn(asker: Asker, task: DecidedTask): boolean {
  return (asker.team && isInTeam(asker.team)) || isInvolved(asker, task);
}

/** Creator, assignee and collaborators. */
function isInvolved({ userId }: Asker, task: DecidedTask): boolean {
  if (userId === null) return false;
  return task.createdBy === userId || task.assigneeId === userId || task.collaboratorIds.includes(userId);
}

function isInTeam({ organization, team }: TeamInOrganization): boolean {
  return team.role !== null || organization.isAdmin;
}

function isAdminOf({ organization, team }: TeamInOrganization): boolean {
  return organization.isAdmin || team.role === 'owner' || team.role === 'admin';
}
