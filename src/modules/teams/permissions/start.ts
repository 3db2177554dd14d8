import { allows } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/http/rules.ts';
import type { TeamId } from '#platform/ids.ts';
import { maxPageSize } from '#platform/pagination/pagination.ts';
import type { TeamsContext } from '../context.ts';
import type { Start } from '../contract.ts';
import { listMembers } from '../members/list-members.ts';
import { listOrganizations } from '../organizations/list-organizations.ts';
import { listTeams } from '../teams/list-teams.ts';
import { permissionsIn } from './permissions.ts';

const page = { limit: maxPageSize };

/**
 * The first page of the caller's organizations, and of the teams in them that are not archived; for a team that the
 * caller can read, also their permissions and the first page of the organization's members.
 */
export async function start(ctx: TeamsContext, { teamId }: { readonly teamId: TeamId | null }): Promise<Start> {
  const { scope } = ctx;
  const readable = scope.organizations.flatMap((organization) => organization.readableTeams());
  const [organizations, teams, ofTeam] = await Promise.all([
    listOrganizations(ctx, page),
    listTeams(ctx, readable, { ...page, archived: 'false' }),
    teamId === null ? null : startInTeam(ctx, teamId),
  ]);
  return { organizations, teams, ...(ofTeam ?? { permissions: null, members: null }) };
}

async function startInTeam(ctx: TeamsContext, teamId: TeamId): Promise<Pick<Start, 'permissions' | 'members'> | null> {
  const organization = ctx.scope.team(teamId)?.organization;
  if (!organization) return null;
  const organizationId = organization.id;
  const seesMembers = allows(() => useOrganization(ctx.scope, organizationId));
  const [permissions, members] = await Promise.all([
    permissionsIn(ctx, organization, { organizationId, teamId, projectId: null }),
    seesMembers ? listMembers(ctx, organizationId, page) : null,
  ]);
  return { permissions, members };
}
