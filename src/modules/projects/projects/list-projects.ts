import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, build, eq, gt, isNotNull, isNull, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom, pageQuery } from '#platform/http/pagination.ts';
import { type OrganizationId, type ProjectId, TeamId, type UserId } from '#platform/ids.ts';
import { projectStatuses } from '../contract.ts';
import type { ProjectsContext } from '../context.ts';
import { project, projectFavourite, projectTeam } from '../schema.ts';
import { type Project, projectColumns, teamIds, toProjects } from './project.ts';

export const ProjectsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(projectStatuses).optional(),
  teamId: TeamId.optional().describe('On which this team works.'),
  favourite: z.literal('true').optional().describe('Only those that I keep at hand.'),
  deleted: z.literal('true').optional().describe('Those that may be restored, instead of those that are there.'),
});

/** Projects of an organization by name; a guest's own ones. Deleted ones are there for members alone. */
export async function listProjects(
  ctx: ProjectsContext,
  organization: Authorized<OrganizationAccess, 'read'>,
  { limit, cursor, status, teamId, favourite, deleted }: z.output<typeof ProjectsQuery>,
): Promise<Page<Project>> {
  const [name = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['text', 'id']);
  const shape = {
    guest: organization.role === 'guest',
    status: status !== undefined,
    team: teamId !== undefined,
    favourite: favourite !== undefined,
    deleted: deleted !== undefined && organization.role !== 'guest',
    cursor: cursor !== undefined,
  };
  const rows = await find(ctx, shape, {
    organizationId: organization.id,
    guestProjectIds: organization.guestProjectIds,
    status: status ?? null,
    teamId: teamId ?? null,
    userId: ctx.scope.userId,
    name: String(name),
    id: String(id),
    limit: limit + 1,
  });
  const shown = new Map((await toProjects(ctx, rows.slice(0, limit))).map((item) => [item.id, item]));
  const page = pageFrom(
    rows,
    limit,
    (row) => [row.name, row.id],
    (row) => shown.get(row.id),
  );
  return { ...page, items: page.items.filter((item) => item !== undefined) };
}

const ofTeam = (teamId: unknown) =>
  sql`select organization_id, project_id from ${projectTeam} where team_id = ${teamId}`;
const keptBy = (userId: unknown) =>
  sql`select organization_id, project_id from ${projectFavourite} where user_id = ${userId}`;
const find = queryFamily<
  { guest: boolean; status: boolean; team: boolean; favourite: boolean; deleted: boolean; cursor: boolean },
  {
    organizationId: OrganizationId;
    guestProjectIds: readonly ProjectId[];
    status: string | null;
    teamId: TeamId | null;
    userId: UserId | null;
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
        shape.deleted ? isNotNull(project.deletedAt) : isNull(project.deletedAt),
        shape.guest ? sql`${project.id} = any(${place.guestProjectIds})` : undefined,
        shape.status ? eq(project.status, place.status) : undefined,
        shape.team ? sql`(${project.organizationId}, ${project.id}) in (${ofTeam(place.teamId)})` : undefined,
        shape.favourite ? sql`(${project.organizationId}, ${project.id}) in (${keptBy(place.userId)})` : undefined,
        shape.cursor ? gt(sql`(${project.name}, ${project.id})`, sql`(${place.name}, ${place.id}::uuid)`) : undefined,
      ),
    )
    .orderBy(project.name, project.id)
    .limit(place.limit),
);
