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
  type ScopeParts,
} from '#platform/access/scope.ts';
import type { Clock } from '#platform/clock.ts';
import { type Actor, type Call, userIdOf } from '#platform/context.ts';
import type { Credentials } from '#platform/http/request.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';

/** Who calls and what they may see, from the modules' contracts through the process's caches. */
export interface Access {
  authenticate(credentials: Credentials): Promise<Actor | null>;
  scopeOf(actor: Actor): Scope | Promise<Scope>;
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
  const resolved = { bearer: keptCredentials(), cookie: keptCredentials() };
  const sessions = caches.cache(mostPeople, async (key) => {
    const state = await auth.sessionState(call, { sessionId: key.slice('session:'.length) });
    return { actor: state && actorOf(state), readAt: clock.now().getTime() };
  });
  const memberships = caches.cache(mostPeople, (key) => loadMemberships(teams, key.slice('user:'.length) as UserId));
  const directories = caches.cache(5_000, (key) =>
    loadDirectory(teams, key.slice('organization:'.length) as OrganizationId),
  );
  const guests = caches.cache(mostPeople, (key) => loadGuestProjects(projects, key.slice('guest:'.length) as UserId));
  // A scope holds for as long as the very parts that it was made of are kept.
  const scopes = new WeakMap<readonly Membership[], { readonly parts: readonly unknown[]; readonly scope: Scope }>();

  async function sessionKeyOf({ kind, secret }: Credentials): Promise<string | null> {
    let entry = resolved[kind].get(secret);
    if (!entry) {
      const found = await auth.resolveCredentials(call, { kind, secret });
      if (!found) return null;
      entry = { sessionKey: `session:${found.sessionId}`, expiresAt: Date.parse(found.expiresAt) };
      resolved[kind].set(secret, entry);
    }
    return entry.expiresAt > clock.now().getTime() ? entry.sessionKey : null;
  }

  async function actorOfSession(key: string): Promise<Actor | null> {
    const kept = await sessions.get(key);
    if (clock.now().getTime() - kept.readAt < sessionAgeMs) return kept.actor;
    caches.forget([key]);
    return (await sessions.get(key)).actor;
  }

  /** Waits only for what is not kept: nearly every request, and every open stream, finds all of it at hand. */
  function scopeOfMember(userId: UserId, mine: readonly Membership[]): Scope | Promise<Scope> {
    const isGuest = mine.some(({ role }) => role === 'guest');
    const guestProjects = isGuest ? guests.get(`guest:${userId}`) : noProjects;
    const found = mine.map(({ organizationId }) => directories.get(`organization:${organizationId}`));
    const kept = found.filter(
      (directory): directory is OrganizationDirectory | null => !(directory instanceof Promise),
    );
    if (kept.length === found.length && !(guestProjects instanceof Promise)) {
      return scopeFrom(userId, mine, kept, guestProjects);
    }
    return Promise.all([Promise.all(found), guestProjects]).then(([known, projectsOfGuest]) =>
      scopeFrom(userId, mine, known, projectsOfGuest),
    );
  }

  function scopeFrom(
    userId: UserId,
    mine: readonly Membership[],
    known: readonly (OrganizationDirectory | null)[],
    guestProjects: ScopeParts['guestProjects'],
  ): Scope {
    const parts = [guestProjects, ...known];
    const kept = scopes.get(mine);
    if (kept && parts.every((part, i) => part === kept.parts[i])) return kept.scope;
    const directoryOf = new Map(known.flatMap((found) => (found ? [[found.id, found] as const] : [])));
    const scope = createScope({ userId, memberships: mine, directories: directoryOf, guestProjects });
    scopes.set(mine, { parts, scope });
    return scope;
  }

  return {
    async authenticate(credentials) {
      const key = credentials.secret === '' ? null : await sessionKeyOf(credentials);
      return key === null ? null : actorOfSession(key);
    },
    scopeOf(actor) {
      const userId = userIdOf(actor);
      if (userId === null) return emptyScope;
      const mine = memberships.get(`user:${userId}`);
      return mine instanceof Promise
        ? mine.then((loaded) => scopeOfMember(userId, loaded))
        : scopeOfMember(userId, mine);
    },
    async isSignedIn(actor) {
      return actor.kind !== 'user' || (await actorOfSession(`session:${actor.sessionId}`)) !== null;
    },
  };
}

function keptCredentials() {
  return new LRUCache<string, { sessionKey: string; expiresAt: number }>({ max: mostPeople });
}

function actorOf({ userId, sessionId, instanceAdmin }: SessionState): Actor {
  return { kind: 'user', userId, sessionId, instanceAdmin };
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
