import { z } from 'zod';
import { Person } from '#modules/auth';
import { and, build, eq, lt, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/pagination/pagination.ts';
import { type OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectHealths, ProjectUpdateId } from '../contract.ts';
import type { ProjectRow } from '../project/project.ts';
import { projectUpdate } from '../schema.ts';

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
  id: projectUpdate.id,
  projectId: projectUpdate.projectId,
  health: projectUpdate.health,
  text: projectUpdate.text,
  authorId: projectUpdate.authorId,
  createdAt: projectUpdate.createdAt,
};
export type UpdateRow = Pick<typeof projectUpdate.$inferSelect, keyof typeof updateColumns>;

/** Updates of the project, newest first. */
export async function listUpdates(
  ctx: ProjectsContext,
  { organizationId, id: projectId }: ProjectRow,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ProjectUpdate>> {
  const [id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['id']);
  const place = { organizationId, projectId, limit: limit + 1, id: String(id) };
  const rows = await find(ctx, { cursor: cursor !== undefined }, place);
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
    const found = people.get(authorId);
    const author = found && {
      id: found.id,
      username: found.username,
      name: found.name,
      avatarUrl: found.avatarUrl,
      email: found.email,
    };
    return { ...row, author: author ?? null };
  });
}

// Ids are made in the order of time, so that they are the sort key, too.
const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; projectId: ProjectId; limit: number; id: string }
>()((shape, place) =>
  build
    .select(updateColumns)
    .from(projectUpdate)
    .where(
      and(
        eq(projectUpdate.organizationId, place.organizationId),
        eq(projectUpdate.projectId, place.projectId),
        shape.cursor ? lt(projectUpdate.id, place.id) : undefined,
      ),
    )
    .orderBy(sql`${projectUpdate.id} desc`)
    .limit(place.limit),
);
