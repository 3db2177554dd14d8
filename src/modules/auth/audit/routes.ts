import { z } from 'zod';
import { instanceAdmin } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { people } from '../user/people.ts';
import { AuditEntry, readAudit } from './audit.ts';

const route = routeOf<AuthContext>();

async function namesOf(ctx: AuthContext, ids: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
  return new Map((await people(ctx, { ids })).map(({ id, name }) => [id, name]));
}

export const auditRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/admin/audit-log',
    mayBeLate: true,
    summary: 'List security events, newest first',
    rule: instanceAdmin,
    tokenScope: 'admin',
    query: z.strictObject({ ...pageQuery, userId: UserId.optional(), type: z.string().max(100).optional() }),
    reply: { status: 200, body: pageOf(AuditEntry) },
    handle: (ctx, { query }) => readAudit(ctx, query, namesOf),
  }),
];
