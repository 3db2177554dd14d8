import { z } from 'zod';
import { notFound } from '../errors.ts';
import { type Route, routeOf, type Rule } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import type { QueueStatus } from '../jobs/queue-status.ts';
import { pageOf } from '../pagination/pagination.ts';
import type { AdminContext } from './context.ts';
import { Retried, Retry } from './retry.ts';

const route = routeOf<AdminContext>();

const Queue = z
  .strictObject({
    name: z.string(),
    waiting: z.number().int().describe('Jobs that are due, or that were tried and are due later.'),
    active: z.number().int(),
    failed: z.number().int().describe('Jobs that failed permanently.'),
    oldestSeconds: z.number().describe('For how long the oldest job that is due has waited.'),
  })
  .meta({ id: 'Queue' });

const FailedJob = z
  .strictObject({
    id: z.uuid(),
    queue: z.string(),
    error: z.string(),
    attempts: z.number().int(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'FailedJob' });

/** The queue, for instance admins. */
const queueAdmin: Rule<AdminContext, QueueStatus> = {
  name: instanceAdmin.name,
  credentials: 'required',
  authorize: async (ctx, request) => {
    await instanceAdmin.authorize(ctx, request);
    const queue = (await ctx.queue.status()).find(({ name }) => name === request.params['name']);
    if (!queue) throw notFound();
    return queue;
  },
};

export const queueRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/queues',
    summary: 'List the queues with their waiting, active and failed jobs',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: pageOf(Queue) },
    handle: async (ctx) => ({ items: await ctx.queue.status(), nextCursor: null }),
  }),
  route({
    method: 'get',
    path: '/admin/queues/{name}/failed',
    summary: 'List the failed jobs of a queue with their errors, oldest first; at most 1,000',
    rule: queueAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: pageOf(FailedJob) },
    handle: async (ctx, { allowed }) => ({
      items: (await ctx.queue.failed(allowed.name)).map(({ data: _data, ...job }) => job),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/admin/queues/{name}/retry',
    summary: 'Retry the failed jobs of a queue: all, or those with these ids',
    rule: queueAdmin,
    tokenScope: 'admin',
    body: Retry,
    reply: { status: 200, body: Retried },
    handle: async (ctx, { allowed, body }) => ({ retried: await ctx.queue.redrive(allowed.name, body.ids) }),
  }),
];
