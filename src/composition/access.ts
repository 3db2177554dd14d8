import { LRUCache } from 'lru-cache';
import type { AuthApi, SessionState } from '#modules/auth';
import type { ProjectsApi } from '#modules/projects';
import type { TeamsApi } from '#modules/teams';
import type { AccessCaches } from '#platform/access/cache.ts';
import {
  createScope,
  emptyScope,
  type Membership,
  type OrganizationDirectory,
  type Scope,
} from '#platform/access/scope.ts';
import type { Clock } from '#platform/clock.ts';
import { type Actor, type Call, userIdOf } from '#platform/context.ts';
import type { Credentials } from '#platform/http/request.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';

/** Who calls and what they may see, from the modules' contracts through the process's caches. */
export interface Access {
  authenticate(credentials: Credentials): Promise<Actor | null>;
  scopeOf(actor: Actor): Promise<Scope>;
  /** Whether an actor who came in before may still be here. */
  isSignedIn(actor: Actor): Promise<boolean>;
}

export interface AccessParts {
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly projects: ProjectsApi;
  readonly caches: AccessCaches;
  readonly clock: Clock;
}

const call: Call = { actor: { kind: 'service', name: 'access' }, requestId: 'access' };
const mostPeople = 20_000;
/** After so long a kept session is looked at anew: its idle end slides, its absolute end comes. */
const sessionAgeMs = 10 * 60_000;

export function composeAccess({ auth, teams, projects, caches, clock }: AccessParts): Access {
  // What a token says of itself never changes; whether its session holds is asked below, every time.
  const resolved = new LRUCache<string, { sessionId: string; expiresAt: string }>({ max: mostPeople });
  const sessions = caches.cache(mostPeople, async (key) => ({
    state: await auth.sessionState(call, { sessionId: key.slice('session:'.length) }),
    readAt: clock.now().getTime(),
  }));
  const memberships = caches.cache(mostPeople, (key) => loadMemberships(teams, key.slice('user:'.length) as UserId));
  const directories = caches.cache(5_000, (key) =>
    loadDirectory(teams, key.slice('organization:'.length) as OrganizationId),
  );
  const guests = caches.cache(mostPeople, (key) => loadGuestProjects(projects, key.slice('guest:'.length) as UserId));

  async function resolve({ kind, secret }: Credentials): Promise<string | null> {
    const key = `${kind} ${secret}`;
    let entry = resolved.get(key);
    if (!entry) {
      entry = (await auth.resolveCredentials(call, { kind, secret })) ?? undefined;
      if (!entry) return null;
      resolved.set(key, entry);
    }
    return entry.expiresAt > clock.now().toISOString() ? entry.sessionId : null;
  }

  async function sessionState(sessionId: string): Promise<SessionState | null> {
    const key = `session:${sessionId}`;
    const kept = await sessions.get(key);
    if (clock.now().getTime() - kept.readAt < sessionAgeMs) return kept.state;
    caches.forget([key]);
    return (await sessions.get(key)).state;
  }

  return {
    async authenticate(credentials) {
      if (credentials.secret === '') return null;
      const sessionId = await resolve(credentials);
      const state = sessionId && (await sessionState(sessionId));
      if (!state) return null;
      return { kind: 'user', userId: state.userId, sessionId: state.sessionId, instanceAdmin: state.instanceAdmin };
    },
    async scopeOf(actor) {
      const userId = userIdOf(actor);
      if (userId === null) return emptyScope;
      const mine = await memberships.get(`user:${userId}`);
      const known = new Map<OrganizationId, OrganizationDirectory>();
      for (const { organizationId } of mine) {
        const directory = await directories.get(`organization:${organizationId}`);
        if (directory) known.set(organizationId, directory);
      }
      const isGuest = mine.some(({ role }) => role === 'guest');
      const guestProjects = isGuest ? await guests.get(`guest:${userId}`) : noProjects;
      return createScope({ userId, memberships: mine, directories: known, guestProjects });
    },
    async isSignedIn(actor) {
      return actor.kind !== 'user' || (await sessionState(actor.sessionId)) !== null;
    },
  };
}

const noProjects: ReadonlyMap<OrganizationId, readonly ProjectId[]> = new Map();

async function loadMemberships(teams: TeamsApi, userId: UserId): Promise<Membership[]> {
  const rows = await teams.membershipsOf(call, { userId });
  return rows.map(({ organizationId, role, teams: own }) => ({
    organizationId,
    role,
    teamRoles: new Map(own.map((entry) => [entry.teamId, entry.role])),
  }));
}

async function loadDirectory(teams: TeamsApi, organizationId: OrganizationId): Promise<OrganizationDirectory | null> {
  const found = await teams.directory(call, { organizationId });
  return found && { ...found, teams: new Map(found.teams.map((team) => [team.id, { ...team, organizationId }])) };
}

async function loadGuestProjects(projects: ProjectsApi, userId: UserId): Promise<Map<OrganizationId, ProjectId[]>> {
  const byOrganization = new Map<OrganizationId, ProjectId[]>();
  for (const { organizationId, projectId } of await projects.guestProjectsOf(call, { userId })) {
    byOrganization.set(organizationId, [...(byOrganization.get(organizationId) ?? []), projectId]);
  }
  return byOrganization;
}
