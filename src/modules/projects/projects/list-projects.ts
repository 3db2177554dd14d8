import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { and, qb, eq, isNotNull, isNull, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import type { Language } from '#platform/database/language.ts';
import {
  keysetByName,
  keysetPage,
  nameKeys,
  type PageParams,
  sortKeysOf,
  withoutKeys,
} from '#platform/pagination/keyset.ts';
import { type Page, pageQuery } from '#platform/pagination/pagination.ts';
import { type OrganizationId, type ProjectId, TeamId, type UserId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { projectStatuses } from '../contract.ts';
import { type Project, projectColumns, teamIds, toProjects } from '../project/project.ts';
import { projectTable, projectFavouriteTable, projectTeamTable } from '../schema.ts';

export const ProjectsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(projectStatuses).optional(),
  teamId: TeamId.optional().describe('Only projects of this team.'),
  favourite: z.literal('true').optional().describe('Only my favourites.'),
  deleted: z.literal('true').optional().describe('Only deleted projects that can be restored.'),
});

/** Projects of an organization by name; for a guest, their own ones. Deleted projects are listed only for members. */
export async function listProjects(
  ctx: ProjectsContext,
  organization: Authorized<OrganizationAccess, 'read'>,
  { status, teamId, favourite, deleted, ...pageInput }: z.output<typeof ProjectsQuery>,
): Promise<Page<Project>> {
  const shape = {
    guest: organization.role === 'guest',
    status: status !== undefined,
    team: teamId !== undefined,
    favourite: favourite !== undefined,
    deleted: deleted !== undefined && organization.role !== 'guest',
    language: await ctx.people.languageOf(ctx.actor),
  };
  const filters = {
    organizationId: organization.id,
    guestProjectIds: organization.guestProjectIds,
    status: status ?? null,
    teamId: teamId ?? null,
    userId: ctx.scope.userId,
  };
  return keysetPage(pageInput, {
    kinds: nameKeys,
    find: (page) => find(ctx, { ...shape, cursor: page.hasCursor }, { ...filters, ...page }),
    keyOf: sortKeysOf,
    toItems: (rows) => toProjects(ctx, rows.map(withoutKeys)),
  });
}

const ofTeam = (teamId: unknown) =>
  sql`select organization_id, project_id from ${projectTeamTable} where team_id = ${teamId}`;
const favouritesOf = (userId: unknown) =>
  sql`select organization_id, project_id from ${projectFavouriteTable} where user_id = ${userId}`;
const find = queryFamily<
  {
    language: Language;
    guest: boolean;
    status: boolean;
    team: boolean;
    favourite: boolean;
    deleted: boolean;
    cursor: boolean;
  },
  PageParams & {
    organizationId: OrganizationId;
    guestProjectIds: readonly ProjectId[];
    status: string | null;
    teamId: TeamId | null;
    userId: UserId | null;
  }
>()((shape, params) => {
  const order = keysetByName(shape.language, projectTable.name, projectTable.id);
  return qb
    .select({ ...projectColumns, teamIds, ...order.columns })
    .from(projectTable)
    .where(
      and(
        eq(projectTable.organizationId, params.organizationId),
        shape.deleted ? isNotNull(projectTable.deletedAt) : isNull(projectTable.deletedAt),
        shape.guest ? sql`${projectTable.id} = any(${params.guestProjectIds})` : undefined,
        shape.status ? eq(projectTable.status, params.status) : undefined,
        shape.team
          ? sql`(${projectTable.organizationId}, ${projectTable.id}) in (${ofTeam(params.teamId)})`
          : undefined,
        shape.favourite
          ? sql`(${projectTable.organizationId}, ${projectTable.id}) in (${favouritesOf(params.userId)})`
          : undefined,
        shape.cursor ? order.behind(params) : undefined,
      ),
    )
    .orderBy(...order.orderBy)
    .limit(params.limit);
});
