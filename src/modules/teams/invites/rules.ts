import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { forbidden } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import { parseId, type TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { namedFields } from '../named-fields.ts';
import { type InviterRoles, refuseInvite } from '../policy.ts';

export type Inviting = Authorized<OrganizationAccess, 'invite'>;

/** @throws DomainError 403 with the policy's reason. */
export function mayInvite<Inviter extends InviterRoles>(
  organization: Inviter,
  { teamId, ...roles }: { role?: unknown; teamId?: unknown; teamRole?: unknown },
): Authorized<Inviter, 'invite'> {
  const id = typeof teamId === 'string' ? parseId<TeamId>(teamId) : null;
  const reason = refuseInvite(organization, id === null ? undefined : organization.team(id), roles);
  if (reason !== null) throw forbidden(reason, messages[reason]);
  return authorized<'invite', Inviter>(organization);
}

const messages = {
  'only-owners': 'Only an owner can invite another owner.',
  'may-not-invite': 'Only owners and admins can invite people. A team’s admins can invite members into that team.',
  'only-team-owners': 'Only an owner of the team can invite another owner.',
};

export const inviter: Rule<TeamsContext, Inviting> = {
  name: 'may invite: admin of the organization, or of the invite’s team',
  credentials: 'required',
  authorize: ({ scope }, request) => mayInvite(useOrganization(scope, idParam(request.params)), namedFields(request)),
};

export const inviteLister: Rule<TeamsContext, Inviting> = {
  name: 'may invite: admin of the organization, or of the given team',
  credentials: 'required',
  authorize: ({ scope }, { params, query }) =>
    mayInvite(useOrganization(scope, idParam(params)), { teamId: query['teamId'] }),
};
