import type { Authorized } from '#platform/access/authorized.ts';
import { userIdOf } from '#platform/context.ts';
import { invalid } from '#platform/errors.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { mayWatch, mayWork } from '../task/rules.ts';
import { findTask } from '../task/find-task.ts';
import { readersAmong } from '../task/references.ts';
import { showTask } from '../task/show-task.ts';
import { Task } from '../task/task.ts';
import type { TaskRow } from '../task/columns.ts';
import { changePeople } from './update-task.ts';

const route = routeOf<TasksContext>();
type List = 'watcherIds' | 'collaboratorIds';
const most: Readonly<Record<List, number>> = { watcherIds: 200, collaboratorIds: 50 };

interface Asked {
  readonly task: Authorized<TaskRow, 'work'>;
  readonly userId: UserId;
}

const watcher: Rule<TasksContext, Asked> = {
  name: 'may read the task, for oneself; may work on it, for others',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const userId = idParam<UserId>(params, 'userId');
    return { task: mayWatch(ctx, await findTask(ctx, params['id'] ?? ''), userId), userId };
  },
};
const collaborator: Rule<TasksContext, Asked> = {
  name: 'may work on the task',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const userId = idParam<UserId>(params, 'userId');
    return { task: mayWork(ctx, await findTask(ctx, params['id'] ?? '')), userId };
  },
};

async function add(ctx: TasksContext, list: List, { task, userId }: Asked) {
  const isOwn = list === 'watcherIds' && userId === userIdOf(ctx.actor);
  if (!isOwn && !(await readersAmong(ctx, task, [userId])).has(userId)) {
    throw invalid('userId', 'This person doesn’t have access to the team’s tasks.');
  }
  if (task[list].length >= most[list]) throw invalid('userId', `At most ${most[list]} people are allowed here.`);
  const row = await changePeople(ctx, task, list, userId, true);
  return reply(await showTask(ctx, row), { version: row.version });
}

async function remove(ctx: TasksContext, list: List, { task, userId }: Asked): Promise<void> {
  await changePeople(ctx, task, list, userId, false);
}

export const peopleRoutes: Route<TasksContext>[] = [
  route({
    method: 'put',
    path: '/tasks/{id}/watchers/{userId}',
    summary: 'Add a follower to a task',
    rule: watcher,
    reply: { status: 200, body: Task },
    handle: (ctx, { allowed }) => add(ctx, 'watcherIds', allowed),
  }),
  route({
    method: 'delete',
    path: '/tasks/{id}/watchers/{userId}',
    summary: 'Remove a follower from a task',
    rule: watcher,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => remove(ctx, 'watcherIds', allowed),
  }),
  route({
    method: 'put',
    path: '/tasks/{id}/collaborators/{userId}',
    summary: 'Add a collaborator to a task',
    rule: collaborator,
    reply: { status: 200, body: Task },
    handle: (ctx, { allowed }) => add(ctx, 'collaboratorIds', allowed),
  }),
  route({
    method: 'delete',
    path: '/tasks/{id}/collaborators/{userId}',
    summary: 'Remove a collaborator from a task',
    rule: collaborator,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => remove(ctx, 'collaboratorIds', allowed),
  }),
];
