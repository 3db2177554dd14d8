import { and, qb, eq, isNull } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectTable } from '../schema.ts';
import { projectColumns } from './project.ts';

type Key = { organizationId: OrganizationId; id: ProjectId };

/**
 * Reads the current project and locks it until the transaction ends.
 * @throws DomainError 404 if it was deleted after the request was authorized.
 */
export async function lockProject(ctx: ProjectsContext, key: Key) {
  const row = await maybeOne(hold(ctx, key));
  if (!row) throw notFound();
  return row;
}

const hold = query<Key>()((params) =>
  qb
    .select(projectColumns)
    .from(projectTable)
    .where(
      and(
        eq(projectTable.organizationId, params.organizationId),
        eq(projectTable.id, params.id),
        isNull(projectTable.deletedAt),
      ),
    )
    .for('update'),
);
