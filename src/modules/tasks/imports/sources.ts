import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportFormat, ImportId, ImportKind } from '../contract.ts';
import { importSourceTable } from '../schema/import.ts';
import type { ImportReport } from './source/report.ts';

/** A team of an organization. */
export interface TeamRef {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
}

/** The team of an import and the import itself, under which its sources are stored. */
export interface ImportTarget extends TeamRef {
  readonly format: ImportFormat;
  readonly importId: ImportId;
}

export interface KnownSource {
  readonly localId: string;
  /** Created by this import, in an earlier attempt that was interrupted. */
  readonly isOwn: boolean;
}

/** Things of the other tool that were imported before, by their id there. */
export async function knownSources(
  ctx: TasksContext,
  { organizationId, format, teamId, importId }: ImportTarget,
  kind: ImportKind,
  externalIds: readonly string[],
): Promise<Map<string, KnownSource>> {
  const rows = await find(ctx, { organizationId, format, teamId, kind, externalIds });
  return new Map(rows.map((row) => [row.externalId, { localId: row.localId, isOwn: row.importId === importId }]));
}

/** Stores which record was created from which source. */
export async function storeSources(
  ctx: TasksContext,
  { organizationId, format, teamId, importId }: ImportTarget,
  kind: ImportKind,
  entries: readonly { readonly externalId: string; readonly localId: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = JSON.stringify(
    entries.map(({ externalId, localId }) => ({ external_id: externalId, local_id: localId })),
  );
  await insert(ctx, { organizationId, format, teamId, importId, kind, rows });
}

/** The team that a board was imported into before, so that it is used again. */
export async function teamOfBoard(
  ctx: TasksContext,
  { organizationId, format, boardId }: { organizationId: OrganizationId; format: ImportFormat; boardId: string },
): Promise<TeamId | null> {
  return (await maybeOne(ofBoard(ctx, { organizationId, format, boardId })))?.teamId ?? null;
}

/** How many of each kind an import has created, including interrupted attempts. */
export async function countCreated(
  ctx: TasksContext,
  key: { organizationId: OrganizationId; importId: ImportId },
): Promise<ImportReport['created']> {
  const counts = new Map((await countKinds(ctx, key)).map(({ kind, count }) => [kind, count]));
  const of = (kind: ImportKind) => counts.get(kind) ?? 0;
  return {
    tasks: of('task'),
    comments: of('comment'),
    checklistItems: of('item'),
    labels: of('label'),
    statuses: of('status'),
  };
}

const find = query<{
  organizationId: OrganizationId;
  format: string;
  teamId: TeamId;
  kind: string;
  externalIds: readonly string[];
}>()((params) =>
  qb
    .select({
      externalId: importSourceTable.externalId,
      localId: importSourceTable.localId,
      importId: importSourceTable.importId,
    })
    .from(importSourceTable)
    .where(
      and(
        eq(importSourceTable.organizationId, params.organizationId),
        eq(importSourceTable.format, params.format),
        eq(importSourceTable.teamId, params.teamId),
        eq(importSourceTable.kind, params.kind),
        sql`${importSourceTable.externalId} = any(${params.externalIds})`,
      ),
    ),
);
const insert = rawQuery<
  { organizationId: OrganizationId; format: string; teamId: TeamId; importId: ImportId; kind: string; rows: string },
  object
>(
  (params) => sql`
    insert into ${importSourceTable} (organization_id, format, team_id, kind, external_id, local_id, import_id)
    select ${params.organizationId}, ${params.format}, ${params.teamId}, ${params.kind}, external_id, local_id, ${params.importId}
    from jsonb_to_recordset(${params.rows}::jsonb) as source (external_id text, local_id uuid)
    on conflict do nothing`,
);
const ofBoard = query<{ organizationId: OrganizationId; format: string; boardId: string }>()((params) =>
  qb
    .select({ teamId: importSourceTable.teamId })
    .from(importSourceTable)
    .where(
      and(
        eq(importSourceTable.organizationId, params.organizationId),
        eq(importSourceTable.format, params.format),
        eq(importSourceTable.kind, 'board'),
        eq(importSourceTable.externalId, params.boardId),
      ),
    )
    .limit(1),
);
const countKinds = query<{ organizationId: OrganizationId; importId: ImportId }>()((params) =>
  qb
    .select({ kind: importSourceTable.kind, count: sql<number>`count(*)`.as('count') })
    .from(importSourceTable)
    .where(
      and(eq(importSourceTable.organizationId, params.organizationId), eq(importSourceTable.importId, params.importId)),
    )
    .groupBy(importSourceTable.kind),
);
