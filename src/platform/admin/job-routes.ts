import { z } from 'zod';
import { notFound } from '../errors.ts';
import { type Route, routeOf, type Rule } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import type { Schedule } from '../jobs/schedules.ts';
import { pageOf } from '../pagination/pagination.ts';
import type { AdminContext } from './context.ts';

const route = routeOf<AdminContext>();

const Job = z
  .strictObject({
    name: z.string(),
    cron: z.string().describe('When it runs: five fields, in UTC.'),
    lastRun: z
      .strictObject({
        state: z.enum(['running', 'done', 'failed']),
        startedAt: z.iso.datetime(),
        finishedAt: z.iso.datetime().nullable(),
        error: z.string().nullable(),
      })
      .nullable()
      .describe('Null if it has not run within the last day.'),
  })
  .meta({ id: 'Job' });

/** The scheduled job, for instance admins. */
const jobAdmin: Rule<AdminContext, Schedule> = {
  name: instanceAdmin.name,
  credentials: 'required',
  authorize: async (ctx, request) => {
    await instanceAdmin.authorize(ctx, request);
    const job = (await ctx.queue.schedules()).find(({ queue }) => queue === request.params['name']);
    if (!job) throw notFound();
    return job;
  },
};

export const jobRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/jobs',
    summary: 'List the scheduled jobs with their last run',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: pageOf(Job) },
    handle: async (ctx) => ({
      items: (await ctx.queue.schedules()).map(({ queue, ...job }) => ({ name: queue, ...job })),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/admin/jobs/{name}/run',
    summary: 'Run a scheduled job now, in a process that runs jobs',
    rule: jobAdmin,
    tokenScope: 'admin',
    reply: { status: 202, body: z.strictObject({ name: z.string() }).meta({ id: 'StartedJob' }) },
    handle: async (ctx, { allowed }) => {
      await ctx.queue.send(allowed.queue);
      return { name: allowed.queue };
    },
  }),
];
