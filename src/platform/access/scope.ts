import type { Audience } from '../events/event.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '../ids.ts';

export type OrganizationRole = 'owner' | 'admin' | 'member' | 'guest';
export type TeamRole = 'owner' | 'admin' | 'member';

/** A team as every decision about it needs it. */
export interface TeamAccess {
  readonly id: TeamId;
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly key: string;
  readonly visibility: 'team' | 'organization';
  readonly editPolicy: 'involved' | 'members';
  readonly deleteOpenTasks: boolean;
  readonly isArchived: boolean;
  /** The caller's role in the team; null where they are not in it. */
  readonly role: TeamRole | null;
}

/** What everyone in an organization shares: kept once a process, not once a person. */
export interface OrganizationDirectory {
  readonly id: OrganizationId;
  readonly name: string;
  readonly membersMakeProjects: boolean;
  readonly membersMakeLabels: boolean;
  /** Whoever came in without a second factor sees nothing of it. */
  readonly requireSecondFactor: boolean;
  /** The day on which a week begins: 1 is Monday, 7 Sunday (ISO 8601). */
  readonly weekStart: number;
  /** The language in which its teams' workflows begin. */
  readonly locale: 'en' | 'fa';
  /** Teams that are not deleted. */
  readonly teams: ReadonlyMap<TeamId, Omit<TeamAccess, 'role'>>;
}

/** One person's place in one organization. */
export interface Membership {
  readonly organizationId: OrganizationId;
  readonly role: OrganizationRole;
  readonly teamRoles: ReadonlyMap<TeamId, TeamRole>;
}

/** A caller's place in one organization, as policies ask for it. */
export interface OrganizationAccess {
  readonly id: OrganizationId;
  readonly role: OrganizationRole;
  readonly isAdmin: boolean;
  readonly directory: OrganizationDirectory;
  /** Projects that a guest was added to; empty for everyone else, who sees them all. */
  readonly guestProjectIds: readonly ProjectId[];
  /** The team with the caller's role in it, or undefined where there is none (or it is deleted). */
  team(id: TeamId): TeamAccess | undefined;
  mayReadTeam(id: TeamId): boolean;
  /** Every team whose tasks the caller may read. */
  readableTeams(): TeamAccess[];
}

/**
 * The organizations, teams and roles of the caller. Every query of tenant data contains it, so that a forgotten check
 * finds nothing instead of leaking.
 */
export interface Scope {
  readonly userId: UserId | null;
  readonly organizations: readonly OrganizationAccess[];
  organization(id: OrganizationId): OrganizationAccess | undefined;
  /** The caller's organizations that wait for a second factor: closed until the caller comes in with one. */
  readonly waiting: readonly OrganizationAccess[];
  /** Finds a team in whichever organization it is. */
  team(id: TeamId): { readonly organization: OrganizationAccess; readonly team: TeamAccess } | undefined;
  /** Organizations that the caller is a member of; a guest's are not among them. */
  readonly memberOrganizationIds: readonly OrganizationId[];
  /** Projects that the caller sees as a guest, in any organization. */
  readonly guestProjectIds: readonly ProjectId[];
}

export interface ScopeParts {
  readonly userId: UserId | null;
  readonly memberships: readonly Membership[];
  readonly directories: ReadonlyMap<OrganizationId, OrganizationDirectory>;
  readonly guestProjects: ReadonlyMap<OrganizationId, readonly ProjectId[]>;
  /** The caller came in with a second factor. */
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
  const mayRead = (access: TeamAccess) => isAdmin || access.role !== null || access.visibility === 'organization';
  return {
    id: directory.id,
    role,
    isAdmin,
    directory,
    guestProjectIds: role === 'guest' ? (guestProjects.get(directory.id) ?? []) : [],
    team,
    mayReadTeam(id) {
      const access = team(id);
      return access !== undefined && mayRead(access);
    },
    readableTeams: () =>
      [...directory.teams.keys()].flatMap((id) => {
        const access = team(id);
        return access && mayRead(access) ? [access] : [];
      }),
  };
}

/** Whether something that was in sight is so no more: an organization, a team's tasks, a project that a guest saw. */
export function hasLostAccess(now: Scope, before: Scope): boolean {
  return before.organizations.some((was) => {
    const is = now.organization(was.id);
    if (!is || (is.role === 'guest' && was.role !== 'guest')) return true;
    if (was.guestProjectIds.some((id) => is.role === 'guest' && !is.guestProjectIds.includes(id))) return true;
    return was.readableTeams().some(({ id }) => !is.mayReadTeam(id));
  });
}

/** Whether a stream of this caller may show an event of this audience. */
export function isInAudience(scope: Scope, audience: Audience): boolean {
  if (scope.userId !== null && audience.userIds.includes(scope.userId)) return true;
  if (audience.organizationId === null) return false;
  const organization = scope.organization(audience.organizationId);
  if (!organization) return false;
  if (audience.everyone && organization.role !== 'guest') return true;
  if (audience.teamIds.some((id) => organization.mayReadTeam(id))) return true;
  return audience.projectIds.some((id) => organization.guestProjectIds.includes(id));
}
