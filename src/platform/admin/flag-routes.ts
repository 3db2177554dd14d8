import { z } from 'zod';
import { afterCommit, withTransaction } from '../database/database.ts';
import { Flag, FlagChange, readFlags, saveFlags } from '../flags/flag.ts';
import { type Route, routeOf } from '../http/route.ts';
import { instanceAdmin } from '../http/rules.ts';
import { pageOf } from '../pagination/pagination.ts';
import type { AdminContext } from './context.ts';

const route = routeOf<AdminContext>();

export const flagRoutes: Route<AdminContext>[] = [
  route({
    method: 'get',
    path: '/admin/flags',
    summary: 'List the features that can be turned off',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: pageOf(Flag) },
    handle: async (ctx) => ({ items: await readFlags(ctx), nextCursor: null }),
  }),
  route({
    method: 'put',
    path: '/admin/flags',
    summary: 'Turn features on or off: for all organizations, a share of them, or single ones',
    rule: instanceAdmin,
    tokenScope: 'admin',
    body: z.strictObject({ items: z.array(FlagChange).min(1).max(100) }),
    reply: { status: 200, body: pageOf(Flag) },
    handle: (ctx, { body }) =>
      withTransaction(ctx, async (inTx) => {
        await saveFlags(inTx, body.items);
        afterCommit(inTx, ctx.flags.forget);
        return { items: await readFlags(inTx), nextCursor: null };
      }),
  }),
];
