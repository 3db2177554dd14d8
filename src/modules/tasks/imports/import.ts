import { z } from 'zod';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { audience } from '#platform/events/event.ts';
import { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import { Timezone } from '#platform/timezone.ts';
import type { TasksContext } from '../context.ts';
import { ImportId, importFormats, importStatuses } from '../contract.ts';
import { importsTable } from '../schema/import.ts';
import { ImportReport, readReport } from './source/report.ts';

/** What the requester specifies about reading the file. */
export const ImportMapping = z
  .strictObject({
    timezone: Timezone.optional().describe(
      'Time zone of the dates in the file. Default: the time zone of the requester.',
    ),
  })
  .meta({ id: 'ImportMapping' });
export type ImportMapping = z.infer<typeof ImportMapping>;

export const Import = z
  .strictObject({
    id: ImportId,
    organizationId: OrganizationId,
    teamId: TeamId.nullable(),
    format: z.enum(importFormats),
    filename: z.string(),
    status: z.enum(importStatuses),
    dryRun: z.boolean(),
    mapping: ImportMapping,
    runnableUntil: z.iso.datetime().nullable().describe('For a finished dry run: time until which it can be imported.'),
    progress: z.strictObject({ done: z.number().int(), total: z.number().int() }),
    report: ImportReport,
    createdAt: z.iso.datetime(),
    createdBy: UserId,
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });

const columns = {
  organizationId: importsTable.organizationId,
  id: importsTable.id,
  format: importsTable.format,
  status: importsTable.status,
  filename: importsTable.filename,
  storageKey: importsTable.storageKey,
  teamId: importsTable.teamId,
  dryRun: importsTable.dryRun,
  mapping: importsTable.mapping,
  fileUntil: importsTable.fileUntil,
  done: importsTable.done,
  total: importsTable.total,
  report: importsTable.report,
  createdBy: importsTable.createdBy,
  createdAt: importsTable.createdAt,
  finishedAt: importsTable.finishedAt,
};
export type ImportRow = Awaited<ReturnType<typeof byId>>[number];

export function toImport(row: ImportRow): z.infer<typeof Import> {
  const { storageKey: _storageKey, done, total, report, fileUntil, mapping, ...rest } = row;
  return {
    ...rest,
    mapping: mapping ?? {},
    runnableUntil: isFinishedDryRun(row) ? fileUntil : null,
    progress: { done, total },
    report: readReport(report),
  };
}

/** A successful dry run, which can be imported for real while its file is stored. */
export function isFinishedDryRun({ dryRun, status }: Pick<ImportRow, 'dryRun' | 'status'>): boolean {
  return dryRun && status === 'done';
}

/** The envelope of an import's events; only its owner receives them. */
export function importEvent({ organizationId, id, createdBy }: Pick<ImportRow, 'organizationId' | 'id' | 'createdBy'>) {
  return {
    organizationId,
    subject: { kind: 'import', id, version: 1 },
    audience: audience(organizationId, { userIds: [createdBy] }),
  };
}

/** An import in an organization of the scope. */
export function findImport(ctx: TasksContext, id: ImportId): Promise<ImportRow | undefined> {
  return maybeOne(inScope(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
}

/** Imports of an organization, newest first; people who are not admins see only their own. */
export async function listImports(
  ctx: TasksContext,
  { id: organizationId, isAdmin }: OrganizationAccess,
  pageQuery: PageQuery,
): Promise<Page<z.infer<typeof Import>>> {
  return keysetPage(pageQuery, {
    kinds: order.kinds,
    find: (page) => {
      const shape = { cursor: page.hasCursor, ownOnly: !isAdmin };
      return list(ctx, shape, { organizationId, userId: ctx.scope.userId, ...page });
    },
    keyOf: ({ createdAt, id }) => [createdAt, id],
    toItems: (rows) => rows.map(toImport),
  });
}

export const byId = query<{ organizationId: OrganizationId; id: ImportId }>()((params) =>
  qb
    .select(columns)
    .from(importsTable)
    .where(and(eq(importsTable.organizationId, params.organizationId), eq(importsTable.id, params.id))),
);
const inScope = query<{ id: ImportId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(columns)
    .from(importsTable)
    .where(and(eq(importsTable.id, params.id), sql`${importsTable.organizationId} = any(${params.organizationIds})`)),
);
const order = keysetByTime(importsTable.createdAt, importsTable.id, 'newest-first');
const list = queryFamily<
  { cursor: boolean; ownOnly: boolean },
  PageParams & { organizationId: OrganizationId; userId: UserId | null }
>()((shape, params) =>
  qb
    .select(columns)
    .from(importsTable)
    .where(
      and(
        eq(importsTable.organizationId, params.organizationId),
        shape.ownOnly ? eq(importsTable.createdBy, params.userId) : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
