import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import { instanceAdmin, organizationReader, shownOrganizationReader } from '#platform/http/rules.ts';
import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { anyone, type Route, routeOf, signedIn } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { Organization, OrganizationSummary } from '../contract.ts';
import { organizationById, toOrganization } from '../organization/organization.ts';
import { logoReader, organizationChanger, organizationOwner, organizationRestorer } from '../organization/rules.ts';
import { changeOrganization, OrganizationChange } from './change-organization.ts';
import { createOrganization, NewOrganization } from './create-organization.ts';
import { DeletedOrganization, deleteOrganization, listDeleted, restoreOrganization } from './delete-organization.ts';
import { handOver } from './hand-over.ts';
import { listOrganizations } from './list-organizations.ts';
import { listPublic, PublicOrganization, PublicQuery } from './list-public.ts';
import { listAllOrganizations } from './operator.ts';
import { readLogo, removeLogo, setLogo } from './logo.ts';

const route = routeOf<TeamsContext>();

export const organizationRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/admin/organizations',
    summary: 'List all organizations, oldest first',
    rule: instanceAdmin,
    tokenScope: 'admin',
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(OrganizationSummary) },
    handle: (ctx, { query }) => listAllOrganizations(ctx, query),
  }),
  route({
    method: 'get',
    path: '/organizations',
    summary: 'My organizations',
    rule: signedIn,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Organization) },
    handle: (ctx, { query }) => listOrganizations(ctx, query),
  }),
  route({
    method: 'post',
    path: '/organizations',
    summary: 'Create an organization',
    rule: signedIn,
    repeatRule: shownOrganizationReader,
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
      const row = await maybeOne(organizationById(ctx, { id: allowed.id }));
      if (!row) throw notFound();
      return reply(toOrganization(row, allowed.role), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/organizations/{id}',
    summary: 'Update an organization',
    rule: organizationChanger,
    body: OrganizationChange,
    reply: { status: 200, body: Organization },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await changeOrganization(ctx, allowed, body, ifVersion);
      return reply(toOrganization(row, allowed.role), { version: row.version });
    },
  }),
  route({
    method: 'delete',
    path: '/organizations/{id}',
    summary: 'Delete an organization, its name typed again; for 30 days it can be restored',
    rule: organizationOwner,
    repeatRule: organizationReader,
    tokenScope: null,
    body: z.strictObject({ name: singleLine(200) }),
    reply: { status: 204 },
    handle: (ctx, { allowed, body, ifVersion }) => deleteOrganization(ctx, allowed, body.name, ifVersion),
  }),
  route({
    method: 'get',
    path: '/organizations/deleted',
    summary: 'List deleted organizations that I can restore',
    rule: signedIn,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(DeletedOrganization) },
    handle: (ctx, { query }) => listDeleted(ctx, query),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/restore',
    summary: 'Restore a deleted organization',
    rule: organizationRestorer,
    reply: { status: 200, body: Organization },
    handle: async (ctx, { allowed }) => {
      const row = await restoreOrganization(ctx, allowed);
      return reply(toOrganization(row, 'owner'), { version: row.version });
    },
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/hand-over',
    summary: 'Transfer ownership to another member',
    rule: organizationOwner,
    repeatRule: organizationReader,
    tokenScope: null,
    body: z.strictObject({ userId: UserId }),
    reply: { status: 204 },
    handle: (ctx, { allowed, body }) => handOver(ctx, allowed, body.userId),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/logo',
    summary: 'Set the logo',
    rule: organizationChanger,
    upload: true,
    body: z.strictObject({ file: z.string().meta({ format: 'binary' }) }),
    reply: { status: 200, body: Organization },
    handle: async (ctx, { allowed, http }) => {
      const row = await setLogo(ctx, allowed, http);
      return reply(toOrganization(row, allowed.role), { version: row.version });
    },
  }),
  route({
    method: 'delete',
    path: '/organizations/{id}/logo',
    summary: 'Remove the logo',
    rule: organizationChanger,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      await removeLogo(ctx, allowed);
    },
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/logo',
    summary: 'Get the logo; public for listed organizations',
    rule: logoReader,
    query: z.strictObject({ v: z.string().max(20).optional() }),
    reply: { status: 200, description: 'The picture.' },
    handle: (ctx, { allowed }) => readLogo(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/organizations/public',
    summary: 'List public organizations',
    rule: anyone,
    query: PublicQuery,
    reply: { status: 200, body: pageOf(PublicOrganization) },
    handle: (ctx, { query }) => listPublic(ctx, query),
  }),
];
