import { z } from 'zod';
import { organizationAdmin, organizationReader } from '#platform/access/rules.ts';
import { first } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/http/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { TeamsContext } from '../context.ts';
import { changeOrganization, OrganizationChange } from './change-organization.ts';
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
      const { organizations, waiting } = ctx.scope;
      const mine = new Map([...organizations, ...waiting].map((access) => [access.id, access]));
      const rows = await organizationsByIds(ctx, { ids: [...mine.keys()] });
      const items = rows.flatMap((row) => {
        const access = mine.get(row.id);
        return access ? [toOrganization(row, access.role, waiting.includes(access))] : [];
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
  route({
    method: 'patch',
    path: '/organizations/{id}',
    summary: 'Change an organization',
    rule: organizationAdmin,
    body: OrganizationChange,
    reply: { status: 200, body: Organization },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await changeOrganization(ctx, allowed, body, ifVersion);
      return reply(toOrganization(row, allowed.role), { version: row.version });
    },
  }),
];
