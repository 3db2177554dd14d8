import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { isTeamAdmin, useOrganization } from '#platform/access/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { forbidden } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import { parseId, type TeamId } from '#platform/ids.ts';
import type { TeamsContext } from './context.ts';

export type Inviting = Authorized<OrganizationAccess, 'invite'>;

/** Owners and admins invite into the organization; only owners make owners; a team's admins invite into that team. */
export function mayInvite(
  organization: OrganizationAccess,
  { role, teamId }: { role: unknown; teamId: unknown },
): Inviting {
  if (role === 'owner' && organization.role !== 'owner') {
    throw forbidden('only-owners', 'Only an owner can invite another owner.');
  }
  if (organization.isAdmin) return authorized<'invite', OrganizationAccess>(organization);
  const id = typeof teamId === 'string' ? parseId<TeamId>(teamId) : null;
  const team = id === null ? undefined : organization.team(id);
  const isPlainRole = role === undefined || role === 'member';
  if (!team || !isTeamAdmin({ organization, team }) || !isPlainRole) {
    throw forbidden('may-not-invite', 'Owners and admins invite; a team’s admins invite members into that team.');
  }
  return authorized<'invite', OrganizationAccess>(organization);
}

export const inviter: Rule<TeamsContext, Inviting> = {
  name: 'may invite: organization admin, or admin of the team that the invite is for',
  credentials: 'required',
  authorize: ({ scope }, { params, body }) => {
    const organization = useOrganization(scope, idParam(params));
    const { role, teamId } =
      typeof body === 'object' && body !== null ? (body as { role?: unknown; teamId?: unknown }) : {};
    return mayInvite(organization, { role, teamId });
  },
};
