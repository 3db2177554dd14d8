import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query, statement } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportFormat, ImportId, ImportKind } from '../contract.ts';
import { importSource } from '../schema.ts';
import type { ImportReport } from './source/report.ts';

/** A team of an organization: where rows go. */
export interface TeamPlace {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
}

/** The team of an import, and the import itself: what its sources are kept under. */
export interface ImportPlace extends TeamPlace {
  readonly format: ImportFormat;
  readonly importId: ImportId;
}

export interface KnownSource {
  readonly localId: string;
  /** Made by this very import, in a run that was cut. */
  readonly isOwn: boolean;
}

/** Things of the other tool that are here already, by their id there. */
export async function knownSources(
  ctx: TasksContext,
  { organizationId, format, teamId, importId }: ImportPlace,
  kind: ImportKind,
  externalIds: readonly string[],
): Promise<Map<string, KnownSource>> {
  const rows = await find(ctx, { organizationId, format, teamId, kind, externalIds });
  return new Map(rows.map((row) => [row.externalId, { localId: row.localId, isOwn: row.importId === importId }]));
}

/** Keeps what was made of what. */
export async function keepSources(
  ctx: TasksContext,
  { organizationId, format, teamId, importId }: ImportPlace,
  kind: ImportKind,
  entries: readonly { readonly externalId: string; readonly localId: string }[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = JSON.stringify(
    entries.map(({ externalId, localId }) => ({ external_id: externalId, local_id: localId })),
  );
  await insert(ctx, { organizationId, format, teamId, importId, kind, rows });
}

/** The team into which a board was brought before, so that it goes there again. */
export async function teamOfBoard(
  ctx: TasksContext,
  { organizationId, format, boardId }: { organizationId: OrganizationId; format: ImportFormat; boardId: string },
): Promise<TeamId | null> {
  return (await first(ofBoard(ctx, { organizationId, format, boardId })))?.teamId ?? null;
}

/** How many of each kind an import has made, also in a run that was cut. */
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
}>()((place) =>
  build
    .select({ externalId: importSource.externalId, localId: importSource.localId, importId: importSource.importId })
    .from(importSource)
    .where(
      and(
        eq(importSource.organizationId, place.organizationId),
        eq(importSource.format, place.format),
        eq(importSource.teamId, place.teamId),
        eq(importSource.kind, place.kind),
        sql`${importSource.externalId} = any(${place.externalIds})`,
      ),
    ),
);
const insert = statement<
  { organizationId: OrganizationId; format: string; teamId: TeamId; importId: ImportId; kind: string; rows: string },
  object
>(
  (place) => sql`
    insert into ${importSource} (organization_id, format, team_id, kind, external_id, local_id, import_id)
    select ${place.organizationId}, ${place.format}, ${place.teamId}, ${place.kind}, external_id, local_id, ${place.importId}
    from jsonb_to_recordset(${place.rows}::jsonb) as source (external_id text, local_id uuid)
    on conflict do nothing`,
);
const ofBoard = query<{ organizationId: OrganizationId; format: string; boardId: string }>()((place) =>
  build
    .select({ teamId: importSource.teamId })
    .from(importSource)
    .where(
      and(
        eq(importSource.organizationId, place.organizationId),
        eq(importSource.format, place.format),
        eq(importSource.kind, 'board'),
        eq(importSource.externalId, place.boardId),
      ),
    )
    .limit(1),
);
const countKinds = query<{ organizationId: OrganizationId; importId: ImportId }>()((place) =>
  build
    .select({ kind: importSource.kind, count: sql<number>`count(*)`.as('count') })
    .from(importSource)
    .where(and(eq(importSource.organizationId, place.organizationId), eq(importSource.importId, place.importId)))
    .groupBy(importSource.kind),
);
