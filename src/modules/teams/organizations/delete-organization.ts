import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, gt, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { OrganizationId, type UserId } from '#platform/ids.ts';
import { forEachCollectingFailures, type Purged } from '#platform/item-failures.ts';
import { access } from '../access.ts';
import type { TeamsContext } from '../context.ts';
import { ownersOf } from '../member/member.ts';
import { organizationById, organizationColumns, type OrganizationRow } from '../organization/organization.ts';
import type { RestorableOrganization } from '../organization/rules.ts';
import { publish } from '../publish.ts';
import { memberTable, organizationTable } from '../schema.ts';
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
 * Soft-deletes the organization. Its owners can restore it with its content for 30 days; nobody else sees it.
 * @throws DomainError 409 `name-mismatch` if its name was not repeated.
 */
export function deleteOrganization(
  ctx: TeamsContext,
  { id }: Authorized<OrganizationAccess, 'own'>,
  name: string,
  ifVersion: number | undefined,
): Promise<void> {
  return markDeleted(ctx, id, (row) => {
    if (row.name !== name.trim()) {
      throw conflict('name-mismatch', 'The name doesn’t match. Type it exactly as shown.');
    }
    checkVersion(row.version - 1, ifVersion);
  });
}

/**
 * Soft-deletes the organization, whoever asks. What `check` throws undoes it.
 * @throws DomainError 404
 */
export function markDeleted(
  ctx: TeamsContext,
  id: OrganizationId,
  check: (row: { readonly name: string; readonly version: number }) => void,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const now = ctx.clock.now();
    const row = await maybeOne(mark(inTx, { id, now: now.toISOString() }));
    if (!row) throw notFound();
    check(row);
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

/**
 * Undoes a deletion. Idempotent.
 * @throws DomainError 404 after 30 days.
 */
export function restoreOrganization(
  ctx: TeamsContext,
  { id }: Authorized<RestorableOrganization, 'restore'>,
): Promise<OrganizationRow> {
  return withTransaction(ctx, async (inTx) => {
    const row = await maybeOne(unmark(inTx, { id, since: endOfGrace(ctx) }));
    if (row) await publishRestored(inTx, row);
    const current = row ?? (await maybeOne(organizationById(inTx, { id })));
    if (!current) throw notFound();
    return current;
  });
}

async function publishRestored(ctx: TeamsContext, { id, version }: OrganizationRow): Promise<void> {
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
export async function listDeleted(ctx: TeamsContext, pageInput: PageQuery): Promise<Page<DeletedOrganization>> {
  const { userId } = ctx.scope;
  if (userId === null) return { items: [], nextCursor: null };
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => deletedOf(ctx, { cursor: page.hasCursor }, { userId, since: endOfGrace(ctx), ...page }),
    keyOf: ({ deletedAt, id }) => [deletedAt, id],
    toItems: (rows) =>
      rows.map((row) => ({ ...row, purgeAt: new Date(Date.parse(row.deletedAt) + graceMs).toISOString() })),
  });
}

/**
 * Purges organizations deleted 30 days ago, one per transaction: the rows here, and through the event those of other
 * modules. Can be interrupted and repeated.
 */
export async function purgeOrganizations(ctx: TeamsContext): Promise<Purged> {
  const since = endOfGrace(ctx);
  let purged = 0;
  const due = await overdue(ctx, { since });
  const failures = await forEachCollectingFailures(
    ctx,
    due,
    ({ id }) => `organization ${id}`,
    async ({ id }) => {
      // First: after the row is deleted, nothing refers to remaining files.
      await forgetLogos(ctx, id);
      await withTransaction(ctx, async (inTx) => {
        const row = await maybeOne(remove(inTx, { id, since }));
        if (!row) return;
        purged += 1;
        await publish(inTx, {
          type: 'organization.purged',
          organizationId: id,
          subject: { kind: 'organization', id, version: row.version + 1 },
          audience: null,
          payload: { organizationId: id },
        });
      });
    },
  );
  return { purged, failures };
}

/** How many organizations the next purge removes; at most 1,000. */
export async function countPurgeableOrganizations(ctx: TeamsContext): Promise<number> {
  return (await overdue(ctx, { since: endOfGrace(ctx) })).length;
}

function endOfGrace({ clock }: TeamsContext): string {
  return new Date(clock.now().getTime() - graceMs).toISOString();
}

const mark = query<{ id: OrganizationId; now: string }>()((params) =>
  qb
    .update(organizationTable)
    .set({ deletedAt: sql`${params.now}`, version: sql`${organizationTable.version} + 1` })
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt)))
    .returning({ name: organizationTable.name, version: organizationTable.version }),
);
const unmark = query<{ id: OrganizationId; since: string }>()((params) =>
  qb
    .update(organizationTable)
    .set({ deletedAt: sql`null`, version: sql`${organizationTable.version} + 1` })
    .where(and(eq(organizationTable.id, params.id), gt(organizationTable.deletedAt, params.since)))
    .returning(organizationColumns),
);
const order = keysetByTime(organizationTable.deletedAt, organizationTable.id, 'newest-first');
const deletedOf = queryFamily<{ cursor: boolean }, PageParams & { userId: UserId; since: string }>()((shape, params) =>
  qb
    .select({
      id: organizationTable.id,
      name: organizationTable.name,
      slug: organizationTable.slug,
      deletedAt: sql<string>`${organizationTable.deletedAt}`.as('deleted_at'),
    })
    .from(organizationTable)
    .innerJoin(memberTable, eq(memberTable.organizationId, organizationTable.id))
    .where(
      and(
        eq(memberTable.userId, params.userId),
        eq(memberTable.role, 'owner'),
        sql`${organizationTable.deletedAt} > ${params.since}`,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit),
);
const overdue = query<{ since: string }>()((params) =>
  qb
    .select({ id: organizationTable.id })
    .from(organizationTable)
    .where(lte(organizationTable.deletedAt, params.since))
    .limit(1_000),
);
const remove = query<{ id: OrganizationId; since: string }>()((params) =>
  qb
    .delete(organizationTable)
    .where(and(eq(organizationTable.id, params.id), lte(organizationTable.deletedAt, params.since)))
    .returning({ version: organizationTable.version }),
);
