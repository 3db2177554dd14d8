import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { TeamInOrganization } from '#platform/access/rules.ts';
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

<<<<<<< HEAD
/** Members of the organization who may not see the team get 403, since they may know that it exists. */
export function mayRead(who: Who, task: TaskRow): Authorized<TaskRow, 'read'> {
  const found = teamOf(who, task);
  if (found && !found.organization.mayReadTeam(task.teamId)) {
    throw forbidden('not-a-team-member', 'Only members can access this team. Ask one of its admins to add you.');
  }
  return authorized<'read', TaskRow>(task);
=======
/** Guests of the project read its tasks; members of the organization read what its team lets them. */
export function refuseRead({ team }: Asker, task: DecidedTask): 'closed-team' | null {
  return team && !team.organization.mayReadTeam(task.teamId) ? 'closed-team' : null;
>>>>>>> 0fc0514 (Let the policy of tasks decide alone, with rules beside what they find; keep counts and payloads in one file each)
}

/** Comment: everyone who works in the team or is involved, and guests of the project. */
export function refuseComment(asker: Asker, task: DecidedTask): 'closed-team' | 'not-in-team' | null {
  return refuseRead(asker, task) ?? (asker.team && !worksOn(asker, task) ? 'not-in-team' : null);
}

/** Assign, move, change the status, tick items: all who work in the team. */
<<<<<<< HEAD
export function mayWork(who: Who, task: TaskRow): Authorized<TaskRow, 'work'> {
  mayRead(who, task);
  if (!teamOf(who, task)) throw forbidden('guests-only-comment', 'Guests can only read and comment.');
  if (!worksOn(who, task)) throw notInTeam();
  return authorized<'work', TaskRow>(task);
}

/** Follow: everyone who reads the task, for themselves; for others all who work in the team. */
export function mayWatch(who: Who, task: TaskRow, userId: UserId): Authorized<TaskRow, 'work'> {
  if (userId !== userIdOf(who.actor)) return mayWork(who, task);
  mayRead(who, task);
  return authorized<'work', TaskRow>(task);
}

/** Title, description, dates and the like: those involved and the team's admins, unless the team lets all members. */
export function mayEdit(who: Who, task: TaskRow): Authorized<TaskRow, 'work'> {
  const proof = mayWork(who, task);
  const found = teamOf(who, task);
  if (!isInvolved(who, task) && !(found && editsEveryTask(found))) {
    throw forbidden(
      'not-involved',
      'Only the creator, assignee and collaborators of this task and the team’s admins can change it.',
    );
  }
  return proof;
}

/** Whether somebody may change tasks of the team in which they have no part. */
export function editsEveryTask(found: TeamInOrganization): boolean {
  return (found.team.editPolicy === 'members' && found.team.role !== null) || isTeamAdmin(found);
}

/** Creators delete their own tasks; owners and admins of the team delete any. */
export function mayDelete(who: Who, task: TaskRow): Authorized<TaskRow, 'delete'> {
  mayWork(who, task);
  const found = teamOf(who, task);
  if (task.createdBy !== userIdOf(who.actor) && !(found && isTeamAdmin(found))) {
    throw forbidden('may-not-delete', 'Only the creator of this task and the team’s owners and admins can delete it.');
  }
  return authorized<'delete', TaskRow>(task);
}

/** Members make labels unless a setting forbids it. */
export function mayMakeLabels(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'make labels'> {
  const organization = useOrganization(scope, id);
  if (!organization.isAdmin && !organization.directory.membersMakeLabels) {
    throw forbidden('may-not-make-labels', 'In this organization, only owners and admins can create labels.');
  }
  return authorized<'make labels', OrganizationAccess>(organization);
}

/** Fields that everyone who works in the team may set; all others ask for `mayEdit`. */
=======
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
>>>>>>> 0fc0514 (Let the policy of tasks decide alone, with rules beside what they find; keep counts and payloads in one file each)
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

<<<<<<< HEAD
/** Whether a task may be made where this one is; to choose by, where `workInTeam` would refuse. */
export function makesTasksBeside(who: Who, task: TaskRow): boolean {
  const found = teamOf(who, task);
  return found !== undefined && !found.team.isArchived && isInTeam(found);
}

function notInTeam() {
  return forbidden(
    'not-a-team-member',
    'You can read this, but you are not a member of the team. Ask one of its admins to add you.',
  );
}

const ofTask = <Act extends string>(
  name: string,
  decide: (who: Who, task: TaskRow, request: RuleRequest) => Authorized<TaskRow, Act>,
  includeDeleted = false,
): Rule<TasksContext, Authorized<TaskRow, Act>> => ({
  name,
  credentials: 'required',
  authorize: async (ctx, request) => {
    const { params, query } = request;
    return decide(ctx, await findTask(ctx, params['id'] ?? '', query['organizationId'], includeDeleted), request);
  },
});

/** A list may name an organization and a team; both must be the caller's. */
export const taskLister: Rule<TasksContext, void> = {
  name: 'signed in; an organization or team that is named must be visible',
  credentials: 'required',
  authorize: ({ scope }, { query }) => {
    if (query['organizationId'] !== undefined) readOrganization(scope, idParam(query, 'organizationId'));
    if (query['teamId'] !== undefined) readTeam(scope, idParam(query, 'teamId'));
  },
};

export const taskReader = ofTask('may read the task', mayRead);
export const taskCommenter = ofTask('may comment on the task', mayComment);
export const taskWorker = ofTask('works on the task', mayWork);
export interface Moving {
  readonly task: Authorized<TaskRow, 'work'>;
  /** The other team that it goes to; null where it stays in its own. */
  readonly to: Authorized<TeamInOrganization, 'work'> | null;
}

/** A move within the team is work; one to another team asks for the right to change the task, and to work there. */
export const taskMover: Rule<TasksContext, Moving> = {
  name: 'works on the task; to move it to another team: may change it, and works there',
  credentials: 'required',
  authorize: async (ctx, { params, query, body }) => {
    const task = await findTask(ctx, params['id'] ?? '', query['organizationId']);
    const teamId = typeof body === 'object' && body !== null && 'teamId' in body ? body.teamId : undefined;
    if (teamId === undefined || teamId === task.teamId) return { task: mayWork(ctx, task), to: null };
    return { task: mayEdit(ctx, task), to: workInTeam(ctx.scope, idParam({ id: String(teamId) })) };
  },
};
export const taskEditor = ofTask('involved in the task, or admin of its team', mayEdit);
export const taskDeleter = ofTask('creator of the task, or admin of its team', mayDelete);
export const taskRestorer = ofTask('creator of the task, or admin of its team', mayDelete, true);

/** Of a reply to be repeated: whoever may still read the task in it. */
export const shownTaskReader: Rule<TasksContext, Authorized<TaskRow, 'read'>> = {
  name: 'may read the task that was made',
  credentials: 'required',
  authorize: async (ctx, { reply }) => mayRead(ctx, await findTask(ctx, shownId(reply))),
};

/** A task in the trash of the team that the path names. */
export const trashEmptier: Rule<TasksContext, Authorized<TaskRow, 'purge'>> = {
  name: 'owner or admin of the team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const { team } = administerTeam(ctx.scope, idParam(params));
    const task = await findTask(ctx, idParam(params, 'taskId'), undefined, true);
    if (task.teamId !== team.id || task.deletedAt === null) throw notFound();
    return authorized<'purge', TaskRow>(task);
  },
};
export const taskChanger = ofTask('may change the fields that it names', (who, task, { body }) =>
  mayChange(who, task, typeof body === 'object' && body !== null ? Object.keys(body) : []),
);

/** Oneself, and people with whom one shares an organization. */
export const colleague: Rule<TasksContext, UserId> = {
  name: 'shares an organization with the person',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const otherId = idParam<UserId>(params);
    const userId = userIdOf(ctx.actor);
    if (userId === null) throw notFound();
    if (userId === otherId) return otherId;
    const { areColleagues } = await ctx.teams.areColleagues(ctx, { otherId });
    if (!areColleagues) throw notFound();
    return otherId;
  },
};

/** The same for a list of tasks, which may name an organization and a team. */
export const colleagueLister: Rule<TasksContext, UserId> = {
  name: 'shares an organization with the person; an organization or team that is named must be visible',
  credentials: 'required',
  authorize: async (ctx, request) => {
    await taskLister.authorize(ctx, request);
    return colleague.authorize(ctx, request);
  },
};

export const labelMaker: Rule<TasksContext, Authorized<OrganizationAccess, 'make labels'>> = {
  name: 'may make labels in the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => mayMakeLabels(scope, idParam(params)),
};

/** For a part of a task that has an id of its own: its task decides. */
export function ofPart<Part extends { readonly taskId: TaskRow['id'] }, Act extends string>(
  name: string,
  find: (ctx: TasksContext, id: string) => Promise<Part | undefined>,
  decide: (who: Who, task: TaskRow, part: Part) => Authorized<TaskRow, Act>,
): Rule<TasksContext, { readonly task: Authorized<TaskRow, Act>; readonly part: Part }> {
  return {
    name,
    credentials: 'required',
    authorize: async (ctx, { params }) => {
      const part = await find(ctx, idParam(params));
      if (!part) throw notFound();
      const task = await findTask(ctx, part.taskId);
      return { task: decide(ctx, task, part), part };
    },
  };
=======
function isAdminOf({ organization, team }: TeamInOrganization): boolean {
  return organization.isAdmin || team.role === 'owner' || team.role === 'admin';
>>>>>>> 0fc0514 (Let the policy of tasks decide alone, with rules beside what they find; keep counts and payloads in one file each)
}
