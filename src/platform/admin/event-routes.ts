import { z } from 'zod';
import { type Route, routeOf } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import { pageOf } from '../pagination/pagination.ts';
import type { AdminContext } from './context.ts';
import { Retried, Retry } from './retry.ts';

const route = routeOf<AdminContext>();

const FailedEvent = z
  .strictObject({
    id: z.uuid(),
    module: z.string(),
    type: z.string().nullable(),
    error: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'FailedEvent', description: 'An event that could not be passed on to other modules.' });

export const eventRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/failed-events',
    summary: 'List events that could not be passed on, oldest first; at most 1,000',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: pageOf(FailedEvent) },
    handle: async (ctx) => ({ items: await ctx.setAside.list(), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/admin/failed-events/retry',
    summary: 'Pass failed events on again: all, or those with these ids',
    rule: instanceAdmin,
    tokenScope: 'admin',
    body: Retry,
    reply: { status: 200, body: Retried },
    handle: async (ctx, { body }) => ({ retried: (await ctx.setAside.retry(body.ids ?? null)).length }),
  }),
];
