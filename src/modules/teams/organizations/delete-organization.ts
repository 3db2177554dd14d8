import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, desc, eq, gt, isNull, lt, lte, sql } from '#platform/database/drizzle.ts';
import { first, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { decodeCursor, type Page, pageFrom, type PageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { ownersOf } from '../member/member.ts';
import { organizationById, organizationColumns, type OrganizationRow } from '../organization/organization.ts';
import type { RestorableOrganization } from '../organization/rules.ts';
import { publish } from '../publish.ts';
import { member, organization } from '../schema.ts';
import { forgetLogos } from './logo.ts';

const graceMs = 30 * 86_400_000;

export const DeletedOrganization = z
  .strictObject({
    id: OrganizationId,
    name: z.string(),
    slug: z.string(),
    deletedAt: z.iso.datetime(),
    purgeAt: z.iso.datetime().describe('Time until which it can be restored.'),
  })
  .meta({ id: 'DeletedOrganization' });
export type DeletedOrganization = z.infer<typeof DeletedOrganization>;

/**
 * Marks the organization as deleted: from now on it is there for nobody, and for 30 days its owners may restore it with
 * all that is in it.
 * @throws DomainError 409 `name-mismatch` where its name was not typed.
 */
export function deleteOrganization(
  ctx: TeamsContext,
  { id }: Authorized<OrganizationAccess, 'own'>,
  name: string,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const now = ctx.clock.now();
    const row = await first(mark(inTx, { id, now: now.toISOString() }));
    if (!row) throw notFound();
    if (row.name !== name.trim()) {
      throw conflict('name-mismatch', 'The name doesn’t match. Type it exactly as shown.');
    }
    checkVersion(row.version - 1, ifVersion);
    await access.record(inTx, `organization:${id}`);
    const ownerIds = (await ownersOf(inTx, { organizationId: id })).map(({ userId }) => userId);
    const purgeAt = new Date(now.getTime() + graceMs).toISOString();
    await publish(inTx, {
      type: 'organization.deleted',
      organizationId: id,
      subject: { kind: 'organization', id, version: row.version },
      audience: audience(id, { userIds: ownerIds }),
      payload: { organizationId: id, name: row.name, ownerIds, purgeAt },
    });
  });
}

/** Takes a deletion back. An organization that is there is left as it is. @throws DomainError 404 after 30 days. */
export function restoreOrganization(
  ctx: TeamsContext,
  { id }: Authorized<RestorableOrganization, 'restore'>,
): Promise<OrganizationRow> {
  return withTransaction(ctx, async (inTx) => {
    const row = await first(unmark(inTx, { id, since: endOfGrace(ctx) }));
    if (row) await tellOfRestored(inTx, row);
    const current = row ?? (await first(organizationById(inTx, { id })));
    if (!current) throw notFound();
    return current;
  });
}

async function tellOfRestored(ctx: TeamsContext, { id, version }: OrganizationRow): Promise<void> {
  await access.record(ctx, `organization:${id}`);
  await publish(ctx, {
    type: 'organization.restored',
    organizationId: id,
    subject: { kind: 'organization', id, version },
    audience: audience(id, { everyone: true }),
    payload: { organizationId: id },
  });
}

/** Organizations of the caller's that may be restored, the last deleted first. */
export async function listDeleted(ctx: TeamsContext, { limit, cursor }: PageQuery): Promise<Page<DeletedOrganization>> {
  const { userId } = ctx.scope;
  if (userId === null) return { items: [], nextCursor: null };
  const [at = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['instant', 'id']);
  const place = { userId, since: endOfGrace(ctx), at: String(at), id: String(id), limit: limit + 1 };
  const rows = await deletedOf(ctx, { cursor: cursor !== undefined }, place);
  return pageFrom(
    rows,
    limit,
    (row) => [row.deletedAt, row.id],
    (row) => ({ ...row, purgeAt: new Date(Date.parse(row.deletedAt) + graceMs).toISOString() }),
  );
}

/**
 * Removes what was deleted 30 days ago, one organization a transaction: its rows here, and by the event those of every
 * other module. May be cut anywhere and begun again.
 */
export async function purgeOrganizations(ctx: TeamsContext): Promise<void> {
  const since = endOfGrace(ctx);
  for (const { id } of await overdue(ctx, { since })) {
    // First: once the row is gone, nothing tells of files that were left.
    await forgetLogos(ctx, id);
    await withTransaction(ctx, async (inTx) => {
      const row = await first(remove(inTx, { id, since }));
      if (!row) return;
      await publish(inTx, {
        type: 'organization.purged',
        organizationId: id,
        subject: { kind: 'organization', id, version: row.version + 1 },
        audience: null,
        payload: { organizationId: id },
      });
    });
  }
}

function endOfGrace({ clock }: TeamsContext): string {
  return new Date(clock.now().getTime() - graceMs).toISOString();
}

const mark = query<{ id: OrganizationId; now: string }>()((place) =>
  build
    .update(organization)
    .set({ deletedAt: sql`${place.now}`, version: sql`${organization.version} + 1` })
    .where(and(eq(organization.id, place.id), isNull(organization.deletedAt)))
    .returning({ name: organization.name, version: organization.version }),
);
const unmark = query<{ id: OrganizationId; since: string }>()((place) =>
  build
    .update(organization)
    .set({ deletedAt: sql`null`, version: sql`${organization.version} + 1` })
    .where(and(eq(organization.id, place.id), gt(organization.deletedAt, place.since)))
    .returning(organizationColumns),
);
const deletedOf = queryFamily<
  { cursor: boolean },
  { userId: UserId; since: string; at: string; id: string; limit: number }
>()((shape, place) =>
  build
    .select({
      id: organization.id,
      name: organization.name,
      slug: organization.slug,
      deletedAt: sql<string>`${organization.deletedAt}`.as('deleted_at'),
    })
    .from(organization)
    .innerJoin(member, eq(member.organizationId, organization.id))
    .where(
      and(
        eq(member.userId, place.userId),
        eq(member.role, 'owner'),
        sql`${organization.deletedAt} > ${place.since}`,
        shape.cursor
          ? lt(sql`(${organization.deletedAt}, ${organization.id})`, sql`(${place.at}::timestamptz, ${place.id}::uuid)`)
          : undefined,
      ),
    )
    .orderBy(desc(organization.deletedAt), desc(organization.id))
    .limit(place.limit),
);
const overdue = query<{ since: string }>()((place) =>
  build.select({ id: organization.id }).from(organization).where(lte(organization.deletedAt, place.since)).limit(1_000),
);
const remove = query<{ id: OrganizationId; since: string }>()((place) =>
  build
    .delete(organization)
    .where(and(eq(organization.id, place.id), lte(organization.deletedAt, place.since)))
    .returning({ version: organization.version }),
);
