import { and, qb, eq, isNull } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organizationTable } from '../schema.ts';

/**
 * Keeps the organization from being deleted until the transaction ends. Others who hold it don't wait for each other.
 * @throws DomainError 404 where it was deleted after the request had been let in.
 */
export async function lockOrganization(ctx: TeamsContext, id: OrganizationId): Promise<void> {
  const [held] = await hold(ctx, { id });
  if (!held) throw notFound();
}

const hold = query<{ id: OrganizationId }>()((params) =>
  qb
    .select({ id: organizationTable.id })
    .from(organizationTable)
    .where(and(eq(organizationTable.id, params.id), isNull(organizationTable.deletedAt)))
    .for('share'),
);
