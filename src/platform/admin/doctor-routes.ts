import { z } from 'zod';
import { languages } from '../database/language.ts';
import { describeFinding, FindingText } from '../doctor/finding.ts';
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
    query: z.strictObject({ language: z.enum(languages).default('en').describe('Of titles, messages and fixes.') }),
    reply: { status: 200, body: z.strictObject({ findings: z.array(FindingText) }).meta({ id: 'Findings' }) },
    handle: async (ctx, { query }) => {
      const findings = await ctx.examine();
      return { findings: findings.map((finding) => describeFinding(finding, query.language)) };
    },
  }),
];
