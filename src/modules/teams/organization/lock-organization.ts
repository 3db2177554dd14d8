import { and, qb, eq, isNull } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organizationTable } from '../schema.ts';

/**
 * Prevents the deletion of the organization until the transaction ends. The lock is shared: its holders do not wait for
 * each other.
 * @throws DomainError 404 if it was deleted after the request was authorized.
 */
export async function lockOrganization(ctx: TeamsContext, id: OrganizationId): Promise<void> {
  const [row] = await hold(ctx, { id });
  if (!row) throw notFound();
}

const hold = query<{ id: OrganizationId }>()((params) =>
  qb
    .select({ id: organizationTable.id })
    .from(organizationTable)
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt)))
    .for('share'),
);
