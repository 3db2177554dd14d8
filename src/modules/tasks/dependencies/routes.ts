import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { mayRead, mayWork, taskReader } from '../task/rules.ts';
import { findTask } from '../task/find-task.ts';
import type { TaskRow } from '../task/columns.ts';
import { Dependency, listDependencies, NewDependency } from './dependency.ts';
import { linkTasks, unlinkTasks } from './link-tasks.ts';

const route = routeOf<TasksContext>();

const binder: Rule<TasksContext, { from: Authorized<TaskRow, 'work'>; to: Authorized<TaskRow, 'read'> }> = {
  name: 'may work on the task and read the other, in the same organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const from = mayWork(ctx, await findTask(ctx, params['id'] ?? ''));
    const to = mayRead(ctx, await findTask(ctx, params['otherId'] ?? ''));
    if (to.organizationId !== from.organizationId) throw notFound();
    return { from, to };
  },
};

export const dependencyRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/dependencies',
    summary: 'List the dependencies of a task',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: OrganizationId.optional() }),
    reply: { status: 200, body: pageOf(Dependency) },
    handle: async (ctx, { allowed }) => ({ items: await listDependencies(ctx, allowed), nextCursor: null }),
  }),
  route({
    method: 'put',
    path: '/tasks/{id}/dependencies/{otherId}',
    summary: 'Add a dependency between two tasks; the default type is blocks',
    rule: binder,
    body: NewDependency,
    reply: { status: 204 },
    handle: (ctx, { allowed: { from, to }, body }) => linkTasks(ctx, from, to, body.type),
  }),
  route({
    method: 'delete',
    path: '/tasks/{id}/dependencies/{otherId}',
    summary: 'Remove a dependency',
    rule: binder,
    reply: { status: 204 },
    handle: (ctx, { allowed: { from, to } }) => unlinkTasks(ctx, from, to),
  }),
];
