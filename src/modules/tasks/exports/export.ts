import { z } from 'zod';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { audience } from '#platform/events/event.ts';
import { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { ExportId, exportStatuses } from '../contract.ts';
import { exportTable } from '../schema/export.ts';

export const Export = z
  .strictObject({
    id: ExportId,
    organizationId: OrganizationId,
    status: z.enum(exportStatuses),
    bytes: z.number().int().nullable().describe('The size of the archive; null before it is ready.'),
    availableUntil: z.iso.datetime().nullable().describe('When the archive is deleted; null if there is none.'),
    createdBy: UserId,
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Export', description: 'An archive of everything in an organization.' });
export type Export = z.infer<typeof Export>;

const columns = {
  organizationId: exportTable.organizationId,
  id: exportTable.id,
  status: exportTable.status,
  storageKey: exportTable.storageKey,
  bytes: exportTable.bytes,
  fileUntil: exportTable.fileUntil,
  createdBy: exportTable.createdBy,
  createdAt: exportTable.createdAt,
  finishedAt: exportTable.finishedAt,
};
export type ExportRow = Awaited<ReturnType<typeof byId>>[number];

export interface ExportKey {
  readonly organizationId: OrganizationId;
  readonly id: ExportId;
}

export function toExport({ storageKey: _storageKey, fileUntil, ...row }: ExportRow): Export {
  return { ...row, availableUntil: fileUntil };
}

/** The envelope of an export's events, for the organization's owners and admins who look at the list. */
export function exportEvent({ organizationId, id, createdBy }: ExportKey & Pick<ExportRow, 'createdBy'>) {
  return {
    organizationId,
    subject: { kind: 'export', id, version: 1 },
    audience: audience(organizationId, { userIds: [createdBy] }),
  };
}

/** An export of an organization of the scope. */
export function findExport(ctx: TasksContext, id: ExportId): Promise<ExportRow | undefined> {
  return maybeOne(inScope(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
}

export const byId = query<ExportKey>()((params) =>
  qb
    .select(columns)
    .from(exportTable)
    .where(and(eq(exportTable.organizationId, params.organizationId), eq(exportTable.id, params.id))),
);
const inScope = query<{ id: ExportId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(columns)
    .from(exportTable)
    .where(and(eq(exportTable.id, params.id), sql`${exportTable.organizationId} = any(${params.organizationIds})`)),
);
/** The newest of an organization, newest first. */
export const newestExports = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select(columns)
    .from(exportTable)
    .where(eq(exportTable.organizationId, params.organizationId))
    .orderBy(sql`${exportTable.id} desc`)
    .limit(20),
);
export const unfinishedExport = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select(columns)
    .from(exportTable)
    .where(
      and(eq(exportTable.organizationId, params.organizationId), sql`${exportTable.status} in ('queued', 'running')`),
    ),
);
