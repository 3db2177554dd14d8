import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { organizationMember } from '#platform/http/rules.ts';
import { userIdOf } from '#platform/context.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { TasksContext } from '../context.ts';
import { importFormats, type ImportId } from '../contract.ts';
import { findImport, Import, type ImportRow, listImports, toImport } from './import.ts';
import { cancelImport, requestImport } from './request-import.ts';
import { assertRequester, runForReal } from './run-for-real.ts';

const route = routeOf<TasksContext>();

/** The requester, and the organization's owners and admins. */
const importOwner: Rule<TasksContext, ImportRow> = {
  name: 'requester of the import, or owner or admin of the organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findImport(ctx, idParam<ImportId>(params));
    const isAdmin = row && ctx.scope.organization(row.organizationId)?.isAdmin;
    if (!row || (!isAdmin && row.createdBy !== userIdOf(ctx.actor))) throw notFound();
    return row;
  },
};

/** Members, where imports are on. */
const importer: Rule<TasksContext, Authorized<OrganizationAccess, 'use'>> = {
  name: organizationMember.name,
  credentials: 'required',
  authorize: async (ctx, request) => {
    const organization = await organizationMember.authorize(ctx, request);
    await ctx.flags.assertOn('imports', organization.id);
    return organization;
  },
};

/** Admins may view and stop it, but not run it in their own name. */
const importRequester: Rule<TasksContext, ImportRow> = {
  name: 'requester of the import',
  credentials: 'required',
  authorize: async (ctx, request) => {
    const row = assertRequester(ctx, await importOwner.authorize(ctx, request));
    await ctx.flags.assertOn('imports', row.organizationId);
    return row;
  },
};

const Upload = z.strictObject({
  file: z.string().meta({ format: 'binary' }),
  format: z.enum(importFormats),
  teamId: z.string().optional().describe('Without a team, a new one is created.'),
  dryRun: z.enum(['true', 'false']).optional().describe('Only reports what an import would do.'),
  mapping: z.string().optional().describe('An ImportMapping as JSON.'),
});

export const importRoutes: Route<TasksContext>[] = [
  route({
    method: 'post',
    path: '/organizations/{id}/imports',
    summary: 'Import a file of another tool',
    rule: importer,
    upload: true,
    body: Upload,
    reply: { status: 202, body: Import },
    handle: async (ctx, { allowed, http }) => toImport(await requestImport(ctx, allowed, http)),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/imports',
    summary: 'List the imports of the organization, newest first',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Import) },
    handle: (ctx, { allowed, query }) => listImports(ctx, allowed, query),
  }),
  route({
    method: 'get',
    path: '/imports/{id}',
    summary: 'Get the status and report of an import',
    rule: importOwner,
    reply: { status: 200, body: Import },
    handle: async (_ctx, { allowed }) => toImport(allowed),
  }),
  route({
    method: 'post',
    path: '/imports/{id}/run',
    summary: 'Import the file of a finished dry run',
    rule: importRequester,
    reply: { status: 202, body: Import },
    handle: async (ctx, { allowed }) => toImport(await runForReal(ctx, allowed)),
  }),
  route({
    method: 'post',
    path: '/imports/{id}/cancel',
    summary: 'Cancel an import; what it created is kept',
    rule: importOwner,
    reply: { status: 200, body: Import },
    handle: async (ctx, { allowed }) => toImport(await cancelImport(ctx, allowed)),
  }),
];
