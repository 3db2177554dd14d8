import type { OrganizationAccess, TeamAccess } from '#platform/access/scope.ts';
import type { TeamMembership } from '#platform/http/rules.ts';
import type { TeamId } from '#platform/ids.ts';

/** A person's role in an organization, as far as decisions need it. */
export type OwnRole = Pick<OrganizationAccess, 'role' | 'isAdmin'>;
/** The same, with their roles in its teams. */
export interface InviterRoles extends OwnRole {
  team(id: TeamId): Pick<TeamAccess, 'role'> | undefined;
}

// The `refuse…` functions return the reason of a refusal, or null if the action is allowed.

/** Owners and admins invite into the organization; only owners invite owners; a team's admins invite into that team. */
export function refuseInvite(
  organization: OwnRole,
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
  /** Whether the actor is this member. */
  readonly isSelf: boolean;
}

/** Owners and admins change role, position, title and manager of others; only owners add and remove owners. */
export function refuseMemberChange(
  organization: OwnRole,
  member: MemberAsked,
  change: { readonly role?: unknown },
): 'not-an-admin' | 'not-your-own' | 'only-owners' | null {
  if (!organization.isAdmin) return 'not-an-admin';
  const isDemotedOwner = member.role === 'owner' && change.role !== undefined && change.role !== 'owner';
  // The last owner who gives up the role gets the error `last-owner`, which is checked behind the lock.
  if (member.isSelf && !isDemotedOwner) return 'not-your-own';
  const isMade = change.role === 'owner' && member.role !== 'owner';
  return (isDemotedOwner || isMade) && organization.role !== 'owner' ? 'only-owners' : null;
}

/** Owners and admins remove members; only owners remove owners; everyone may leave. */
export function refuseMemberRemoval(organization: OwnRole, member: MemberAsked): 'not-an-admin' | 'only-owners' | null {
  if (member.isSelf) return null;
  if (!organization.isAdmin) return 'not-an-admin';
  return member.role === 'owner' && organization.role !== 'owner' ? 'only-owners' : null;
}

/** Team owners may transfer and delete a team. */
export function isTeamOwner({ organization, team }: TeamMembership): boolean {
  return organization.isAdmin || team.role === 'owner';
}

/** Admins of a team set its members' roles; only its owners add and remove owners. */
export function mayGiveTeamRole(
  params: TeamMembership,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): boolean {
  const concernsOwner = (before === 'owner' || after === 'owner') && before !== after;
  return !concernsOwner || isTeamOwner(params);
}
