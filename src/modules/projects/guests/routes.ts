import { z } from 'zod';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import type { UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectChanger } from '../project/rules.ts';
import { addGuest, listGuests, ProjectGuest, removeGuest } from './guest.ts';

const route = routeOf<ProjectsContext>();

export const guestRoutes: Route<ProjectsContext>[] = [
  route({
    method: 'get',
    path: '/projects/{id}/guests',
    summary: 'List the guests of the project, oldest first',
    rule: projectChanger,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(ProjectGuest) },
    handle: (ctx, { allowed, query }) => listGuests(ctx, allowed, query),
  }),
  route({
    method: 'put',
    path: '/projects/{id}/guests/{userId}',
    summary: 'Add a guest to the project',
    rule: projectChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => addGuest(ctx, allowed, idParam<UserId>(params, 'userId')),
  }),
  route({
    method: 'delete',
    path: '/projects/{id}/guests/{userId}',
    summary: 'Remove a guest from the project',
    rule: projectChanger,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => removeGuest(ctx, allowed, idParam<UserId>(params, 'userId')),
  }),
];
