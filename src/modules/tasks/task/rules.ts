import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { shownId, type TeamInOrganization, workInTeam } from '#platform/http/rules.ts';
import type { Scope } from '#platform/access/scope.ts';
import { type Actor, userIdOf } from '#platform/context.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule, type RuleRequest } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import {
  type TaskCaller,
  mayCreateInTeamOf,
  refuseChange,
  refuseComment,
  refuseDelete,
  refuseEdit,
  refuseRead,
  refuseWork,
} from '../policy.ts';
import type { TaskRow } from './columns.ts';
import { findTask } from './find-task.ts';

interface Caller {
  readonly actor: Actor;
  readonly scope: Scope;
}

const askerOf = ({ actor, scope }: Caller, task: TaskRow): TaskCaller => ({
  userId: userIdOf(actor),
  team: scope.team(task.teamId),
});

/** The error text for each reason of the policy. Members may know that the team exists: 403, never 404. */
const refusals = {
  'closed-team': ['not-a-team-member', 'Only members can access this team. Ask one of its admins to add you.'],
  'not-in-team': [
    'not-a-team-member',
    'You can read this, but you are not a member of the team. Ask one of its admins to add you.',
  ],
  guest: ['guests-only-comment', 'Guests can only read and comment.'],
  'not-involved': [
    'not-involved',
    'Only the creator, assignee and collaborators of this task and the team’s admins can change it.',
  ],
  'may-not-delete': ['may-not-delete', 'Only the creator of this task and the team’s owners and admins can delete it.'],
} as const;

/** @throws DomainError 403 if there is a reason. */
function unlessRefused<Act extends string>(
  reason: keyof typeof refusals | null,
  task: TaskRow,
): Authorized<TaskRow, Act> {
  if (reason !== null) throw forbidden(...refusals[reason]);
  return authorized<Act, TaskRow>(task);
}

/** @throws DomainError 403 with the policy's reason, like all of these. */
export const mayRead = (caller: Caller, task: TaskRow): Authorized<TaskRow, 'read'> =>
  unlessRefused(refuseRead(askerOf(caller, task), task), task);

export const mayComment = (caller: Caller, task: TaskRow): Authorized<TaskRow, 'comment'> =>
  unlessRefused(refuseComment(askerOf(caller, task), task), task);

export const mayWork = (caller: Caller, task: TaskRow): Authorized<TaskRow, 'work'> =>
  unlessRefused(refuseWork(askerOf(caller, task), task), task);

export const mayEdit = (caller: Caller, task: TaskRow): Authorized<TaskRow, 'work'> =>
  unlessRefused(refuseEdit(askerOf(caller, task), task), task);

export const mayDelete = (caller: Caller, task: TaskRow): Authorized<TaskRow, 'delete'> =>
  unlessRefused(refuseDelete(askerOf(caller, task), task), task);

export const mayChange = (caller: Caller, task: TaskRow, fields: readonly string[]): Authorized<TaskRow, 'work'> =>
  unlessRefused(refuseChange(askerOf(caller, task), task, fields), task);

/** Everyone who may read the task may follow it; people who work in the team may also add other followers. */
export function mayWatch(caller: Caller, task: TaskRow, userId: UserId): Authorized<TaskRow, 'work'> {
  const asker = askerOf(caller, task);
  return unlessRefused(userId === asker.userId ? refuseRead(asker, task) : refuseWork(asker, task), task);
}

/** Whether the caller may create a task in the same team. */
export const createsInTeamOf = (caller: Caller, task: TaskRow): boolean => mayCreateInTeamOf(askerOf(caller, task));

const ofTask = <Act extends string>(
  name: string,
  decide: (caller: Caller, task: TaskRow, request: RuleRequest) => Authorized<TaskRow, Act>,
  includeDeleted = false,
): Rule<TasksContext, Authorized<TaskRow, Act>> => ({
  name,
  credentials: 'required',
  authorize: async (ctx, request) => {
    const { params, query } = request;
    return decide(ctx, await findTask(ctx, params['id'] ?? '', query['organizationId'], includeDeleted), request);
  },
});

export const taskReader = ofTask('may read the task', mayRead);
export const taskCommenter = ofTask('may comment on the task', mayComment);
export const taskWorker = ofTask('may work on the task', mayWork);
export const taskEditor = ofTask('involved in the task, or admin of its team', mayEdit);
export const taskChanger = ofTask('may change the given fields', (caller, task, { body }) =>
  mayChange(caller, task, typeof body === 'object' && body !== null ? Object.keys(body) : []),
);
export const taskDeleter = ofTask('creator of the task, or admin of its team', mayDelete);
export const taskRestorer = ofTask('creator of the task, or admin of its team', mayDelete, true);

export interface Moving {
  readonly task: Authorized<TaskRow, 'work'>;
  /** The target team; null if the task stays in its team. */
  readonly to: Authorized<TeamInOrganization, 'work'> | null;
}

/**
 * Moving within the team needs the permission to work; moving to another team needs the permission to edit, and to work
 * there.
 */
export const taskMover: Rule<TasksContext, Moving> = {
  name: 'may work on the task; to move it to another team, may edit it and work there',
  credentials: 'required',
  authorize: async (ctx, { params, query, body }) => {
    const task = await findTask(ctx, params['id'] ?? '', query['organizationId']);
    const teamId = typeof body === 'object' && body !== null && 'teamId' in body ? body.teamId : undefined;
    if (teamId === undefined || teamId === task.teamId) return { task: mayWork(ctx, task), to: null };
    return { task: mayEdit(ctx, task), to: workInTeam(ctx.scope, idParam({ id: String(teamId) })) };
  },
};

/** For repeating a stored reply: only if the caller may still read its task. */
export const shownTaskReader: Rule<TasksContext, Authorized<TaskRow, 'read'>> = {
  name: 'may read the task that was made',
  credentials: 'required',
  authorize: async (ctx, { reply }) => mayRead(ctx, await findTask(ctx, shownId(reply))),
};

/** For a part of a task with its own id: the permission on its task decides. */
export function ofPart<Part extends { readonly taskId: TaskRow['id'] }, Act extends string>(
  name: string,
  find: (ctx: TasksContext, id: string) => Promise<Part | undefined>,
  decide: (caller: Caller, task: TaskRow, part: Part) => Authorized<TaskRow, Act>,
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
}
