import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { afterCommit, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { maxPictureBytes, readPicture, showPicture } from '#platform/http/picture.ts';
import type { UploadRequest } from '#platform/http/upload.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organizationColumns, type OrganizationRow } from '../organization/organization.ts';
import { organizationTable } from '../schema.ts';
import { publishOrganizationChange } from './change-organization.ts';

/**
 * Stores a picture of at most 1 MiB.
 * @throws DomainError 413; 415 if its bytes are not a picture.
 */
export async function setLogo(
  ctx: TeamsContext,
  { id }: Authorized<OrganizationAccess, 'administer'>,
  request: UploadRequest,
): Promise<OrganizationRow> {
  const bytes = await readPicture(request);
  // The file is written before the row refers to it: an interruption leaves an unused file, never a missing one.
  const version = randomInt(1, 2 ** 31);
  await ctx.storage.put(logoKey(id, version), Readable.from(bytes), maxPictureBytes);
  try {
    return await write(ctx, id, version);
  } catch (error) {
    await ctx.storage.remove(logoKey(id, version));
    throw error;
  }
}

export function removeLogo(
  ctx: TeamsContext,
  { id }: Authorized<OrganizationAccess, 'administer'>,
): Promise<OrganizationRow> {
  return write(ctx, id, null);
}

/** The logo as a response. */
export async function readLogo(
  ctx: TeamsContext,
  { id, logoVersion }: Pick<OrganizationRow, 'id' | 'logoVersion'>,
): Promise<Response> {
  if (logoVersion === null) throw notFound();
  return showPicture(await ctx.storage.get(logoKey(id, logoVersion)));
}

/** Deletes all logo files of the organization. */
export function forgetLogos({ storage }: TeamsContext, id: OrganizationId): Promise<void> {
  return storage.removeBelow(`logos/${id}`);
}

function logoKey(id: OrganizationId, version: number): string {
  return `logos/${id}/${version}`;
}

/** The previous file is deleted when the row no longer refers to it. */
function write(ctx: TeamsContext, id: OrganizationId, logoVersion: number | null): Promise<OrganizationRow> {
  return withTransaction(ctx, async (inTx) => {
    const before = await maybeOne(lock(inTx, { id }));
    const row = await maybeOne(update(inTx, { id, logoVersion }));
    if (!before || !row) throw notFound();
    await publishOrganizationChange(inTx, row);
    const former = before.logoVersion;
    if (former !== null) afterCommit(inTx, () => void forgetLogo(ctx, logoKey(id, former)));
    return row;
  });
}

async function forgetLogo({ storage, log }: TeamsContext, key: string): Promise<void> {
  await storage.remove(key).catch((err: unknown) => log.warn({ err }, 'an unused logo could not be removed'));
}

const lock = query<{ id: OrganizationId }>()((params) =>
  qb
    .select({ logoVersion: organizationTable.logoVersion })
    .from(organizationTable)
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt)))
    .for('update'),
);
const update = query<{ id: OrganizationId; logoVersion: number | null }>()((params) =>
  qb
    .update(organizationTable)
    .set({ logoVersion: sql`${params.logoVersion}`, version: sql`${organizationTable.version} + 1` })
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt)))
    .returning(organizationColumns),
);
