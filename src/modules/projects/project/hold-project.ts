import { and, build, eq, isNull } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { project } from '../schema.ts';
import { projectColumns } from './project.ts';

type Key = { organizationId: OrganizationId; id: ProjectId };

/**
 * The project as it stands, kept from other changes until the transaction ends.
 * @throws DomainError 404 where it was deleted after the request had been let in.
 */
export async function holdProject(ctx: ProjectsContext, key: Key) {
  const row = await first(hold(ctx, key));
  if (!row) throw notFound();
  return row;
}

const hold = query<Key>()((place) =>
  build
    .select(projectColumns)
    .from(project)
    .where(and(eq(project.organizationId, place.organizationId), eq(project.id, place.id), isNull(project.deletedAt)))
    .for('update'),
);
