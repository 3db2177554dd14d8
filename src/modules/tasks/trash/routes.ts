import { z } from 'zod';
import { teamWorker } from '#platform/access/rules.ts';
import { pageOf, pageQuery } from '#platform/http/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { listTrash, TrashedTask } from './trash.ts';

const route = routeOf<TasksContext>();

export const trashRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/trash',
    summary: 'Deleted tasks of a team; they rest for 30 days',
    rule: teamWorker,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TrashedTask) },
    handle: (ctx, { allowed, query }) => listTrash(ctx, allowed, query),
  }),
];
