import { z } from 'zod';
import { organizationReader } from '#platform/access/rules.ts';
import { first } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/http/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { TeamsContext } from '../context.ts';
import { createOrganization, NewOrganization } from './create-organization.ts';
import { Organization, organizationById, organizationsByIds, toOrganization } from './organization.ts';

const route = routeOf<TeamsContext>();

export const organizationRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/organizations',
    summary: 'My organizations',
    rule: signedIn,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Organization) },
    // Few for everyone, and known from the scope already: one page holds them.
    handle: async (ctx) => {
      const rows = await organizationsByIds(ctx, { ids: ctx.scope.organizations.map(({ id }) => id) });
      const items = rows.flatMap((row) => {
        const mine = ctx.scope.organization(row.id);
        return mine ? [toOrganization(row, mine.role)] : [];
      });
      return { items, nextCursor: null };
    },
  }),
  route({
    method: 'post',
    path: '/organizations',
    summary: 'Make an organization',
    rule: signedIn,
    body: NewOrganization,
    reply: { status: 201, body: Organization },
    handle: async (ctx, { body }) => {
      const row = await createOrganization(ctx, body);
      return reply(toOrganization(row, 'owner'), { version: row.version });
    },
  }),
  route({
    method: 'get',
    path: '/organizations/{id}',
    summary: 'An organization',
    rule: organizationReader,
    reply: { status: 200, body: Organization },
    handle: async (ctx, { allowed }) => {
      const row = await first(organizationById(ctx, { id: allowed.id }));
      if (!row) throw notFound();
      return reply(toOrganization(row, allowed.role), { version: row.version });
    },
  }),
];
