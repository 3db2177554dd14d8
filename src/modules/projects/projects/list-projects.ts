import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, build, eq, gt, isNull, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/http/pagination.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import { projectStatuses } from '../contract.ts';
import type { ProjectsContext } from '../context.ts';
import { project } from '../schema.ts';
import { type Project, projectColumns, teamIds, toProjects } from './project.ts';

export const ProjectsQuery = z.strictObject({ ...pageQuery, status: z.enum(projectStatuses).optional() });

/** Projects of an organization by name; a guest's own ones. */
export async function listProjects(
  ctx: ProjectsContext,
  organization: Authorized<OrganizationAccess, 'read'>,
  { limit, cursor, status }: z.output<typeof ProjectsQuery>,
): Promise<Page<Project>> {
  const [name = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const shape = { guest: organization.role === 'guest', status: status !== undefined, cursor: cursor !== undefined };
  const rows = await find(ctx, shape, {
    organizationId: organization.id,
    guestProjectIds: organization.guestProjectIds,
    status: status ?? null,
    name: String(name),
    id: String(id),
    limit: limit + 1,
  });
  const shown = new Map((await toProjects(ctx.people, rows.slice(0, limit))).map((item) => [item.id, item]));
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => shown.get(row.id),
  );
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}

const find = queryFamily<
  { guest: boolean; status: boolean; cursor: boolean },
  {
    organizationId: OrganizationId;
    guestProjectIds: readonly ProjectId[];
    status: string | null;
    name: string;
    id: string;
    limit: number;
  }
>()((shape, place) =>
  build
    .select({ ...projectColumns, teamIds })
    .from(project)
    .where(
      and(
        eq(project.organizationId, place.organizationId),
        isNull(project.deletedAt),
        shape.guest ? sql`${project.id} = any(${place.guestProjectIds})` : undefined,
        shape.status ? eq(project.status, place.status) : undefined,
        shape.cursor ? gt(sql`(${project.name}, ${project.id})`, sql`(${place.name}, ${place.id}::uuid)`) : undefined,
      ),
    )
    .orderBy(project.name, project.id)
    .limit(place.limit),
);
