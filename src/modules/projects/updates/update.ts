import { z } from 'zod';
import { Person, personIn } from '#modules/auth';
import { and, qb, eq } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { keysetById, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectHealths, ProjectUpdateId } from '../contract.ts';
import type { ProjectRow } from '../project/project.ts';
import { projectUpdateTable } from '../schema.ts';

export const ProjectUpdate = z
  .strictObject({
    id: ProjectUpdateId,
    projectId: ProjectId,
    health: z.enum(projectHealths),
    text: z.string(),
    author: Person.nullable().describe('Null if the account was deleted.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'ProjectUpdate' });
export type ProjectUpdate = z.infer<typeof ProjectUpdate>;

export const updateColumns = {
  id: projectUpdateTable.id,
  projectId: projectUpdateTable.projectId,
  health: projectUpdateTable.health,
  text: projectUpdateTable.text,
  authorId: projectUpdateTable.authorId,
  createdAt: projectUpdateTable.createdAt,
};
export type UpdateRow = Pick<typeof projectUpdateTable.$inferSelect, keyof typeof updateColumns>;

/** Updates of the project, newest first. */
export async function listUpdates(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: ProjectRow,
  pageInput: PageQuery,
): Promise<Page<ProjectUpdate>> {
  return keysetPage(pageInput, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { organizationId, projectId, ...page }),
    keyOf: ({ id }) => [id],
    toItems: (rows) => toUpdates(ctx, rows),
  });
}

/** Rows as the API shows them, with the authors' names from one batched call. */
export async function toUpdates(ctx: ProjectsContext, rows: readonly UpdateRow[]): Promise<ProjectUpdate[]> {
  const people = await ctx.people.byIds(rows.map(({ authorId }) => authorId));
  return rows.map(({ authorId, ...row }) => ({ ...row, author: personIn(people, authorId) }));
}

const order = keysetById(projectUpdateTable.id);
const find = queryFamily<{ cursor: boolean }, PageParams & { organizationId: OrganizationId; projectId: ProjectId }>()(
  (shape, params) =>
    qb
      .select(updateColumns)
      .from(projectUpdateTable)
      .where(
        and(
          eq(projectUpdateTable.organizationId, params.organizationId),
          eq(projectUpdateTable.projectId, params.projectId),
          shape.cursor ? order.behind(params) : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);
