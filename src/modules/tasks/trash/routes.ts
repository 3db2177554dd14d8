import { z } from 'zod';
import { teamAdmin, teamWorker } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { trashEmptier } from './rules.ts';
import { emptyTrash, purgeTask } from './purge.ts';
import { listTrash, TrashedTask } from './trash.ts';

const route = routeOf<TasksContext>();

export const trashRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/trash',
    mayBeLate: true,
    summary: 'List the deleted tasks of a team; they are kept for 30 days',
    rule: teamWorker,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TrashedTask) },
    handle: (ctx, { allowed, query }) => listTrash(ctx, allowed, query),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}/trash',
    summary: 'Permanently delete all tasks in a team’s trash',
    rule: teamAdmin,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      await emptyTrash(ctx, allowed);
    },
  }),
  route({
    method: 'delete',
    path: '/teams/{id}/trash/{taskId}',
    summary: 'Permanently delete a task in the trash',
    rule: trashEmptier,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => purgeTask(ctx, allowed, ifVersion),
  }),
];
