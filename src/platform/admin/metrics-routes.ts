import { z } from 'zod';
import { type Route, routeOf } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import type { AdminContext } from './context.ts';

const route = routeOf<AdminContext>();

const Load = z
  .strictObject({
    seconds: z.number().int().describe('How long has been measured: from the first look on, at most a minute.'),
    requestsPerSecond: z.number(),
    p95Ms: z.number().nullable().describe('95 % of the replies took at most this long.'),
    failures: z.number().int().describe('Replies with a status of 500 or more.'),
    eventLoopDelayMs: z.number(),
    cpuPercent: z.number().describe('100 is one core.'),
    memoryBytes: z.number().int(),
    uptimeSeconds: z.number().int(),
    openStreams: z.number().int(),
  })
  .meta({ id: 'Load', description: 'The load of the process that answers, over the last minute.' });

export const metricsRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/metrics',
    summary: 'Get the load of the process that answers; /metrics has everything for Prometheus',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: Load },
    handle: async (ctx) => ctx.load(),
  }),
];
