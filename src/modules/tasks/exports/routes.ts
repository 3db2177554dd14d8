import { z } from 'zod';
import { DomainError, forbidden, notFound } from '#platform/errors.ts';
import { organizationAdmin } from '#platform/http/rules.ts';
import { type HttpRequest, idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import { sendStream } from '#platform/http/send-stream.ts';
import type { TasksContext } from '../context.ts';
import type { ExportId } from '../contract.ts';
import { Export, type ExportRow, findExport, newestExports, toExport } from './export.ts';
import { requestExport } from './request-export.ts';

const route = routeOf<TasksContext>();

/** Who is an owner or admin now, whoever requested it. */
const exportAdmin: Rule<TasksContext, ExportRow> = {
  name: 'owner or admin of the organization of the export',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findExport(ctx, idParam<ExportId>(params));
    const organization = row && ctx.scope.organization(row.organizationId);
    if (!row || !organization || organization.role === 'guest') throw notFound();
    if (!organization.isAdmin)
      throw forbidden('not-an-admin', 'Only owners and admins of the organization can do this.');
    return row;
  },
};

/** @throws DomainError 404 `no-file` before the archive is ready, and after it has expired. */
async function send(ctx: TasksContext, http: HttpRequest, { storageKey, bytes, fileUntil, createdAt }: ExportRow) {
  const isAvailable = fileUntil !== null && fileUntil > ctx.clock.now().toISOString();
  if (bytes === null || !isAvailable) {
    throw new DomainError('not-found', 'no-file', 'This export has no file. Wait until it is done, or make a new one.');
  }
  return sendStream(http, await ctx.storage.get(storageKey, bytes), bytes, {
    'cache-control': 'private, no-store',
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="taskuno-${createdAt.slice(0, 10)}.zip"`,
    'x-content-type-options': 'nosniff',
  });
}

/** They contain what the scopes of tokens keep apart: a person must be signed in. */
const tokenScope = null;

export const exportRoutes: Route<TasksContext>[] = [
  route({
    method: 'post',
    path: '/organizations/{id}/exports',
    summary: 'Export everything of the organization as an archive',
    rule: organizationAdmin,
    tokenScope,
    reply: { status: 202, body: Export },
    handle: async (ctx, { allowed }) => toExport(await requestExport(ctx, allowed)),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/exports',
    summary: 'List the latest 20 exports of the organization, newest first',
    rule: organizationAdmin,
    tokenScope,
    reply: { status: 200, body: z.strictObject({ items: z.array(Export) }) },
    handle: async (ctx, { allowed }) => ({
      items: (await newestExports(ctx, { organizationId: allowed.id })).map(toExport),
    }),
  }),
  route({
    method: 'get',
    path: '/exports/{id}',
    summary: 'Get the status of an export',
    rule: exportAdmin,
    tokenScope,
    reply: { status: 200, body: Export },
    handle: async (_ctx, { allowed }) => toExport(allowed),
  }),
  route({
    method: 'get',
    path: '/exports/{id}/file',
    summary: 'Download the archive of an export',
    rule: exportAdmin,
    tokenScope,
    download: true,
    reply: { status: 200, description: 'A ZIP file.' },
    handle: (ctx, { allowed, http }) => send(ctx, http, allowed),
  }),
];
