import { and, build, eq, isNull } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organization } from '../schema.ts';

/**
 * Keeps the organization from being deleted until the transaction ends. Others who hold it don't wait for each other.
 * @throws DomainError 404 where it was deleted after the request had been let in.
 */
export async function holdOrganization(ctx: TeamsContext, id: OrganizationId): Promise<void> {
  const [held] = await hold(ctx, { id });
  if (!held) throw notFound();
}

const hold = query<{ id: OrganizationId }>()((place) =>
  build
    .select({ id: organization.id })
    .from(organization)
    .where(and(eq(organization.id, place.id), isNull(organization.deletedAt)))
    .for('share'),
);
