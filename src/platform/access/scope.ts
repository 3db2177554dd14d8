import type { Audience } from '../events/event.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '../ids.ts';

export type OrganizationRole = 'owner' | 'admin' | 'member' | 'guest';
export type TeamRole = 'owner' | 'admin' | 'member';

/** What access decisions need to know of a team. */
export interface TeamAccess {
  readonly id: TeamId;
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly key: string;
  readonly visibility: 'team' | 'organization';
  readonly editPolicy: 'involved' | 'members';
  readonly deleteOpenTasks: boolean;
  readonly isArchived: boolean;
  /** The caller's role in the team; null if the caller is not a member. */
  readonly role: TeamRole | null;
}

/** The data of an organization that is the same for all its members: cached once per process, not once per person. */
export interface OrganizationDirectory {
  readonly id: OrganizationId;
  readonly name: string;
  readonly membersMakeProjects: boolean;
  readonly membersMakeLabels: boolean;
  /** If true, callers who signed in without a second factor see nothing of the organization. */
  readonly requireSecondFactor: boolean;
  /** First day of the week: 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekStart: number;
  /** The language of the default workflow names of new teams. */
  readonly locale: 'en' | 'fa';
  /** Teams that are not deleted. */
  readonly teams: ReadonlyMap<TeamId, Omit<TeamAccess, 'role'>>;
}

/** One person's membership of one organization. */
export interface Membership {
  readonly organizationId: OrganizationId;
  readonly role: OrganizationRole;
  readonly teamRoles: ReadonlyMap<TeamId, TeamRole>;
}

/** The caller's access to one organization, as policies read it. */
export interface OrganizationAccess {
  readonly id: OrganizationId;
  readonly role: OrganizationRole;
  readonly isAdmin: boolean;
  readonly directory: OrganizationDirectory;
  /** Projects that the guest was added to; empty for every other role, because they see all projects. */
  readonly guestProjectIds: readonly ProjectId[];
  /** The caller's role in each team that the caller is a member of. */
  readonly teamRoles: ReadonlyMap<TeamId, TeamRole>;
  /** The team with the caller's role in it; undefined if it does not exist or is deleted. */
  team(id: TeamId): TeamAccess | undefined;
  mayReadTeam(id: TeamId): boolean;
  /** Every team whose tasks the caller may read. */
  readableTeams(): TeamAccess[];
}

/**
 * The organizations, teams and roles of the caller. Every query of tenant data includes it in its conditions, so a
 * forgotten check returns no rows instead of another tenant's rows.
 */
export interface Scope {
  readonly userId: UserId | null;
  readonly organizations: readonly OrganizationAccess[];
  organization(id: OrganizationId): OrganizationAccess | undefined;
  /** Organizations of the caller that require a second factor, while this session has none. They stay closed. */
  readonly waiting: readonly OrganizationAccess[];
  /** Finds a team in any of the caller's organizations. */
  team(id: TeamId): { readonly organization: OrganizationAccess; readonly team: TeamAccess } | undefined;
  /** Organizations in which the caller is a member, admin or owner. Organizations of guests are not included. */
  readonly memberOrganizationIds: readonly OrganizationId[];
  /** Projects that the caller sees as a guest, in any organization. */
  readonly guestProjectIds: readonly ProjectId[];
}

export interface ScopeParts {
  readonly userId: UserId | null;
  readonly memberships: readonly Membership[];
  readonly directories: ReadonlyMap<OrganizationId, OrganizationDirectory>;
  readonly guestProjects: ReadonlyMap<OrganizationId, readonly ProjectId[]>;
  /** The caller signed in with a second factor. */
  readonly secondFactor: boolean;
}

export function createScope({ userId, memberships, directories, guestProjects, secondFactor }: ScopeParts): Scope {
  const all = memberships.flatMap((membership) => {
    const directory = directories.get(membership.organizationId);
    return directory ? [organizationAccess(membership, directory, guestProjects)] : [];
  });
  const mayEnter = ({ directory }: OrganizationAccess) => secondFactor || !directory.requireSecondFactor;
  const organizations = all.filter(mayEnter);
  return {
    userId,
    organizations,
    waiting: all.filter((organization) => !mayEnter(organization)),
    organization: (id) => organizations.find((organization) => organization.id === id),
    team(id) {
      for (const organization of organizations) {
        const team = organization.team(id);
        if (team) return { organization, team };
      }
      return undefined;
    },
    memberOrganizationIds: organizations.filter(({ role }) => role !== 'guest').map(({ id }) => id),
    guestProjectIds: organizations.flatMap(({ guestProjectIds }) => guestProjectIds),
  };
}

export const emptyScope: Scope = createScope({
  userId: null,
  memberships: [],
  directories: new Map(),
  guestProjects: new Map(),
  secondFactor: false,
});

function organizationAccess(
  { role, teamRoles }: Membership,
  directory: OrganizationDirectory,
  guestProjects: ScopeParts['guestProjects'],
): OrganizationAccess {
  const isAdmin = role === 'owner' || role === 'admin';
  const team = (id: TeamId): TeamAccess | undefined => {
    const access = role === 'guest' ? undefined : directory.teams.get(id);
    return access && { ...access, role: teamRoles.get(id) ?? null };
  };
  const mayReadTeam = (id: TeamId): boolean => {
    const about = role === 'guest' ? undefined : directory.teams.get(id);
    return about !== undefined && (isAdmin || about.visibility === 'organization' || teamRoles.has(id));
  };
  return {
    id: directory.id,
    role,
    isAdmin,
    directory,
    guestProjectIds: role === 'guest' ? (guestProjects.get(directory.id) ?? []) : [],
    teamRoles,
    team,
    mayReadTeam,
    readableTeams: () => [...directory.teams.keys()].filter(mayReadTeam).flatMap((id) => team(id) ?? []),
  };
}

/** Whether `now` no longer contains an organization, a readable team or a guest project that `before` contained. */
export function hasLostAccess(now: Scope, before: Scope): boolean {
  return before.organizations.some((was) => {
    const is = now.organization(was.id);
    if (!is || (is.role === 'guest' && was.role !== 'guest')) return true;
    if (was.guestProjectIds.some((id) => is.role === 'guest' && !is.guestProjectIds.includes(id))) return true;
    return was.readableTeams().some(({ id }) => !is.mayReadTeam(id));
  });
}

/** Whether an event with this audience may be shown to a caller with this scope. */
export function isInAudience(scope: Scope, audience: Audience): boolean {
  if (scope.userId !== null && audience.userIds.includes(scope.userId)) return true;
  if (audience.organizationId === null) return false;
  const organization = scope.organization(audience.organizationId);
  if (!organization) return false;
  if (audience.everyone && organization.role !== 'guest') return true;
  if (audience.teamIds.some((id) => organization.mayReadTeam(id))) return true;
  return audience.projectIds.some((id) => organization.guestProjectIds.includes(id));
}
