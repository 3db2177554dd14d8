import type { OrganizationAccess, TeamAccess } from '#platform/access/scope.ts';
import type { TeamMembership } from '#platform/http/rules.ts';
import type { TeamId } from '#platform/ids.ts';

/** Somebody's place in an organization, as far as a decision asks for it. */
export type Place = Pick<OrganizationAccess, 'role' | 'isAdmin'>;
/** The same with their roles in its teams. */
export interface InvitingPlace extends Place {
  team(id: TeamId): Pick<TeamAccess, 'role'> | undefined;
}

// What refuses gives the reason, null where nothing stands against it.

/** Owners and admins invite into the organization; only owners make owners; a team's admins invite into that team. */
export function refuseInvite(
  organization: Place,
  team: Pick<TeamAccess, 'role'> | undefined,
  { role, teamRole }: { readonly role?: unknown; readonly teamRole?: unknown },
): 'only-owners' | 'may-not-invite' | 'only-team-owners' | null {
  if (role === 'owner' && organization.role !== 'owner') return 'only-owners';
  if (organization.isAdmin) return null;
  const isTeamAdmin = team?.role === 'owner' || team?.role === 'admin';
  const isPlainRole = role === undefined || role === 'member';
  if (!isTeamAdmin || !isPlainRole) return 'may-not-invite';
  return teamRole === 'owner' && team.role !== 'owner' ? 'only-team-owners' : null;
}

interface MemberAsked {
  readonly role: OrganizationAccess['role'];
  /** Whether they ask about themselves. */
  readonly isSelf: boolean;
}

/** Owners and admins set role, position, title and manager, nobody their own; only owners make and unmake owners. */
export function refuseMemberChange(
  organization: Place,
  member: MemberAsked,
  change: { readonly role?: unknown },
): 'not-an-admin' | 'not-your-own' | 'only-owners' | null {
  if (!organization.isAdmin) return 'not-an-admin';
  const isUnmade = member.role === 'owner' && change.role !== undefined && change.role !== 'owner';
  // The last owner who would step down is told of that first, behind the lock.
  if (member.isSelf && !isUnmade) return 'not-your-own';
  const isMade = change.role === 'owner' && member.role !== 'owner';
  return (isUnmade || isMade) && organization.role !== 'owner' ? 'only-owners' : null;
}

/** Owners and admins remove members, only owners an owner; everyone may leave. */
export function refuseMemberRemoval(organization: Place, member: MemberAsked): 'not-an-admin' | 'only-owners' | null {
  if (member.isSelf) return null;
  if (!organization.isAdmin) return 'not-an-admin';
  return member.role === 'owner' && organization.role !== 'owner' ? 'only-owners' : null;
}

/** Handing a team over, and deleting it, is its owners'. */
export function isTeamOwner({ organization, team }: TeamMembership): boolean {
  return organization.isAdmin || team.role === 'owner';
}

/** Admins of a team set its members' roles; only its owners make and unmake owners. */
export function mayGiveTeamRole(
  params: TeamMembership,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): boolean {
  const concernsOwner = (before === 'owner' || after === 'owner') && before !== after;
  return !concernsOwner || isTeamOwner(params);
}
