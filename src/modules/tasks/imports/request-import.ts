import { administerOrganization, workInTeam } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query } from '#platform/database/query.ts';
import { invalid, notFound, unauthenticated } from '#platform/errors.ts';
import { cleanFilename, readUpload, type UploadRequest } from '#platform/http/upload.ts';
import { newId, type OrganizationId, parseId, type TeamId, type UserId } from '#platform/ids.ts';
import { maxUploadBytes } from '#platform/limits.ts';
import type { TasksContext } from '../context.ts';
import { type ImportFormat, importFormats, type ImportId } from '../contract.ts';
import { publish } from '../publish.ts';
import { importsTable } from '../schema/import.ts';
import { byId, importEvent, ImportMapping, type ImportRow } from './import.ts';
import { emptyReport, type ImportReport } from './source/report.ts';

/**
 * Accepts a file, streams it to the storage and leaves the reading to a job.
 * @throws DomainError 422 for an unknown format or field, 403 and 404 for a team that the caller may not use.
 */
export async function requestImport(
  ctx: TasksContext,
  organization: OrganizationAccess,
  request: UploadRequest,
): Promise<ImportRow> {
  const createdBy = userIdOf(ctx.actor);
  if (createdBy === null) throw unauthenticated();
  const id = newId<ImportId>();
  const storageKey = `imports/${organization.id}/${id}`;
  try {
    const upload = await readUpload(request, {
      maxBytes: maxUploadBytes,
      fields: ['format', 'teamId', 'dryRun', 'mapping'],
      store: (bytes) => ctx.storage.put(storageKey, bytes, maxUploadBytes),
    });
    const fields = readFields(ctx, organization, upload.fields);
    const filename = cleanFilename(upload.filename);
    return await queueImport(ctx, { organizationId: organization.id, id, storageKey, filename, createdBy, ...fields });
  } catch (error) {
    await ctx.storage.remove(storageKey);
    throw error;
  }
}

/**
 * Without a team, one is created; only owners and admins may do that. Everyone who works in a team may import into it.
 */
function readFields(
  { scope }: TasksContext,
  organization: OrganizationAccess,
  fields: Readonly<Record<string, string>>,
): Pick<NewImport, 'format' | 'teamId' | 'dryRun' | 'mapping'> {
  const { format, teamId, dryRun = 'false', mapping: text } = fields;
  const knownFormat = importFormats.find((name) => name === format);
  if (!knownFormat) throw invalid('format', `must be one of: ${importFormats.join(', ')}`);
  if (dryRun !== 'true' && dryRun !== 'false') throw invalid('dryRun', 'must be true or false');
  const mapping = readMapping(text);
  if (teamId === undefined) {
    administerOrganization(scope, organization.id);
    return { format: knownFormat, teamId: null, dryRun: dryRun === 'true', mapping };
  }
  const id = parseId<TeamId>(teamId);
  if (id === null || !organization.team(id)) throw notFound();
  return { format: knownFormat, teamId: workInTeam(scope, id).team.id, dryRun: dryRun === 'true', mapping };
}

/** @throws DomainError 422 naming the invalid part. */
function readMapping(text: string | undefined): ImportMapping | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('mapping', 'must be JSON such as {"timezone":"Europe/Berlin"}');
  }
  const parsed = ImportMapping.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(['mapping', ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is invalid');
}

interface NewImport {
  readonly organizationId: OrganizationId;
  readonly id: ImportId;
  readonly format: ImportFormat;
  readonly filename: string;
  readonly storageKey: string;
  readonly teamId: TeamId | null;
  readonly dryRun: boolean;
  readonly mapping: ImportMapping | null;
  readonly createdBy: UserId;
}

function queueImport(ctx: TasksContext, draft: NewImport): Promise<ImportRow> {
  return withTransaction(ctx, async (inTx) => {
    await insert(inTx, { ...draft, report: emptyReport, createdAt: ctx.clock.now().toISOString() });
    await publish(inTx, {
      ...importEvent(draft),
      type: 'import.requested',
      payload: { importId: draft.id },
    });
    return one(byId(inTx, draft));
  });
}

/** Stops an import at its next chunk. What it has created stays. An import that has ended stays unchanged. */
export function cancelImport(ctx: TasksContext, row: ImportRow): Promise<ImportRow> {
  return withTransaction(ctx, async (inTx) => {
    const now = ctx.clock.now();
    // An attempt may still be reading the file; it stops at its next chunk.
    const fileUntil = new Date(now.getTime() + 3_600_000).toISOString();
    await cancel(inTx, { organizationId: row.organizationId, id: row.id, now: now.toISOString(), fileUntil });
    await publish(inTx, {
      ...importEvent(row),
      type: 'import.progressed',
      payload: { importId: row.id },
    });
    return one(byId(inTx, row));
  });
}

const insert = query<NewImport & { report: ImportReport; createdAt: string }>()((params) =>
  qb.insert(importsTable).values({
    organizationId: params.organizationId,
    id: params.id,
    format: params.format,
    status: 'queued',
    filename: params.filename,
    storageKey: params.storageKey,
    teamId: params.teamId,
    dryRun: params.dryRun,
    mapping: params.mapping,
    report: params.report,
    createdBy: params.createdBy,
    createdAt: params.createdAt,
  }),
);
const cancel = query<{ organizationId: OrganizationId; id: ImportId; now: string; fileUntil: string }>()((params) =>
  qb
    .update(importsTable)
    .set({ status: 'cancelled', finishedAt: sql`${params.now}`, fileUntil: sql`${params.fileUntil}` })
    .where(
      and(
        eq(importsTable.organizationId, params.organizationId),
        eq(importsTable.id, params.id),
        sql`${importsTable.status} in ('queued', 'running')`,
      ),
    ),
);
