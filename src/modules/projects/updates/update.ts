import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, qb, eq, lt, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/pagination/pagination.ts';
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
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ProjectUpdate>> {
  const [id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['id']);
  const params = { organizationId, projectId, limit: limit + 1, id: String(id) };
  const rows = await find(ctx, { cursor: cursor !== undefined }, params);
  const shown = new Map((await toUpdates(ctx, rows.slice(0, limit))).map((item) => [item.id, item]));
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.id],
    (row) => shown.get(row.id),
  );
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}

/** Rows as the API shows them, with the authors' names from one batched call. */
export async function toUpdates(ctx: ProjectsContext, rows: readonly UpdateRow[]): Promise<ProjectUpdate[]> {
  const people = await ctx.people.byIds(rows.map(({ authorId }) => authorId));
  return rows.map(({ authorId, ...row }) => {
    const contact = people.get(authorId);
    const author = contact && {
      id: contact.id,
      username: contact.username,
      name: contact.name,
      avatarUrl: contact.avatarUrl,
      email: contact.email,
    };
    return { ...row, author: author ?? null };
  });
}

// Ids are made in the order of time, so that they are the sort key, too.
const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; projectId: ProjectId; limit: number; id: string }
>()((shape, params) =>
  qb
    .select(updateColumns)
    .from(projectUpdateTable)
    .where(
      and(
        eq(projectUpdateTable.organizationId, params.organizationId),
        eq(projectUpdateTable.projectId, params.projectId),
        shape.cursor ? lt(projectUpdateTable.id, params.id) : undefined,
      ),
    )
    .orderBy(sql`${projectUpdateTable.id} desc`)
    .limit(params.limit),
);
