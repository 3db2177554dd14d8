import { z } from 'zod';
import { Finding } from '../doctor/finding.ts';
import { type Route, routeOf } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import type { AdminContext } from './context.ts';

const route = routeOf<AdminContext>();

export const doctorRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/doctor',
    summary: 'Check the installation; each problem comes with a fix',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: z.strictObject({ findings: z.array(Finding) }).meta({ id: 'Findings' }) },
    handle: async (ctx) => ({ findings: await ctx.examine() }),
  }),
];
