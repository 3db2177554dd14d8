import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { taskReader } from '../task/rules.ts';
import { Backlink, listBacklinks } from './backlink.ts';

const route = routeOf<TasksContext>();

export const backlinkRoutes: Route<TasksContext>[] = [
  route({
    method: 'get',
    path: '/tasks/{id}/backlinks',
    mayBeLate: true,
    summary: 'List the descriptions and comments that name a task by its key, newest first',
    rule: taskReader,
    query: z.strictObject({ ...pageQuery, organizationId: OrganizationId.optional() }),
    reply: { status: 200, body: pageOf(Backlink) },
    handle: (ctx, { allowed, query }) => listBacklinks(ctx, allowed, query),
  }),
];
