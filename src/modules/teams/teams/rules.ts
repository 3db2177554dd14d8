import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { administerTeam, type TeamMembership, readTeam, type TeamInOrganization } from '#platform/http/rules.ts';
import type { Scope } from '#platform/access/scope.ts';
import { maybeOne } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { namedFields } from '../named-fields.ts';
import { isTeamOwner, mayGiveTeamRole } from '../policy.ts';
import { teamInOrganizations } from './team.ts';

const notATeamOwner = () => forbidden('not-a-team-owner', 'Only owners of the team can do this.');

/**
 * The team, for its owners.
 * @throws DomainError 403 for everyone else who sees it.
 */
export function ownTeam(scope: Scope, id: TeamId): Authorized<TeamInOrganization, 'own'> {
  const teamInOrganization = readTeam(scope, id);
  if (!isTeamOwner(teamInOrganization)) throw notATeamOwner();
  return authorized<'own', TeamInOrganization>(teamInOrganization);
}

export interface RestorableTeam {
  readonly organizationId: OrganizationId;
  readonly id: TeamId;
  /** What may be undone: a person who may restore from the archive may not always undo a deletion. */
  readonly from: 'archive' | 'deletion';
}

/** An archived team is restored by its admins, a deleted one by its owners. */
async function restoreTeam(ctx: TeamsContext, id: TeamId): Promise<Authorized<RestorableTeam, 'restore'>> {
  const live = ctx.scope.team(id);
  if (live) {
    const { team } = administerTeam(ctx.scope, id);
    return authorized<'restore', RestorableTeam>({ organizationId: team.organizationId, id, from: 'archive' });
  }
  const { memberOrganizationIds: organizationIds, userId } = ctx.scope;
  const teamInOrganization = await maybeOne(teamInOrganizations(ctx, { id, organizationIds, userId }));
  const organization = teamInOrganization && ctx.scope.organization(teamInOrganization.organizationId);
  if (!teamInOrganization || !organization) throw notFound();
  if (!isTeamOwner({ organization, team: teamInOrganization })) throw notATeamOwner();
  return authorized<'restore', RestorableTeam>({
    organizationId: teamInOrganization.organizationId,
    id,
    from: 'deletion',
  });
}

/** @throws DomainError 403 if a non-owner would add or remove an owner. */
export function checkTeamRole(
  teamInOrganization: TeamMembership,
  roles: { readonly before: unknown; readonly after: unknown },
): void {
  if (!mayGiveTeamRole(teamInOrganization, roles)) throw notATeamOwner();
}

export const teamOwner: Rule<TeamsContext, Authorized<TeamInOrganization, 'own'>> = {
  name: 'owner of the team, or owner or admin of the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => ownTeam(scope, idParam(params)),
};
export const teamRestorer: Rule<TeamsContext, Authorized<RestorableTeam, 'restore'>> = {
  name: 'owner or admin of the team; owner if it is deleted',
  credentials: 'required',
  authorize: (ctx, { params }) => restoreTeam(ctx, idParam(params)),
};
export const teamMemberSetter: Rule<TeamsContext, Authorized<TeamInOrganization, 'administer'>> = {
  name: 'owner or admin of the team; only owners make owners',
  credentials: 'required',
  authorize: ({ scope }, request) => {
    const teamInOrganization = administerTeam(scope, idParam(request.params));
    checkTeamRole(teamInOrganization, { before: null, after: namedFields(request)['role'] });
    return teamInOrganization;
  },
};
/** Team admins, and everyone for their own membership. */
export const teamMemberRemover: Rule<TeamsContext, Authorized<TeamInOrganization, 'administer'>> = {
  name: 'owner or admin of the team, or oneself',
  credentials: 'required',
  authorize: ({ scope }, { params }) => {
    const id = idParam<TeamId>(params);
    const teamInOrganization = readTeam(scope, id);
    const isSelf = teamInOrganization.team.role !== null && idParam<UserId>(params, 'userId') === scope.userId;
    return isSelf ? authorized<'administer', TeamInOrganization>(teamInOrganization) : administerTeam(scope, id);
  },
};
