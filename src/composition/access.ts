import { LRUCache } from 'lru-cache';
import type { AuthApi, CredentialState } from '#modules/auth';
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
import { type Clock, isRecent } from '#platform/clock.ts';
import { type Actor, type Call, userIdOf } from '#platform/context.ts';
import { orWithout } from '#platform/degraded.ts';
import type { Authenticated, Credentials } from '#platform/http/request.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';

/** Finds the caller and their scope, from the modules' contracts through the process's caches. */
export interface Access {
  authenticate(credentials: Credentials): Promise<Authenticated | null>;
  scopeOf(actor: Actor): Scope | Promise<Scope>;
  /** The scope with every change that any instance has acknowledged before this call. */
  newestScopeOf(actor: Actor): Promise<Scope>;
  /** Whether a previously authenticated actor is still signed in. */
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
const maxPeople = 20_000;
/**
 * A cached credential state is read again after this time: a session's idle end moves, its absolute end passes, a
 * token's use is recorded.
 */
const stateAgeMs = 10 * 60_000;

export function composeAccess({ auth, teams, projects, caches, clock }: AccessParts): Access {
  // The owner of credentials never changes, so it is cached; their validity is checked below for every request.
  const resolved = { bearer: createCredentialCache(), cookie: createCredentialCache() };
  const states = caches.cache(maxPeople, async (key) => ({
    state: await auth.credentialState(call, { key }),
    readAt: clock.now(),
  }));
  const memberships = caches.cache(maxPeople, (key) => loadMemberships(teams, key.slice('user:'.length) as UserId));
  const directories = caches.cache(5_000, (key) =>
    loadDirectory(teams, key.slice('organization:'.length) as OrganizationId),
  );
  const guests = caches.cache(maxPeople, (key) => loadGuestProjects(projects, key.slice('guest:'.length) as UserId));
  // A cached scope is valid as long as the cached objects that it was made from.
  const scopes = { plain: createScopeCache(), secondFactor: createScopeCache() };

  async function resolve({ kind, secret }: Pick<Credentials, 'kind' | 'secret'>): Promise<Resolved | null> {
    const now = clock.now();
    let entry = resolved[kind].get(secret);
    // If the clock was set back, the entry is checked again.
    if (!entry || !isRecent(now, entry.resolvedAt, Infinity)) {
      const credential = await auth.resolveCredentials(call, { kind, secret });
      if (!credential) return null;
      entry = {
        key: credential.key,
        digest: credential.digest,
        expiresAt: credential.expiresAt === null ? Infinity : Date.parse(credential.expiresAt),
        resolvedAt: now,
      };
      resolved[kind].set(secret, entry);
    }
    return entry.expiresAt > now.getTime() ? entry : null;
  }

  async function stateOf(key: string): Promise<CredentialState | null> {
    const cached = await states.get(key);
    if (caches.isAnyAway() || isRecent(clock.now(), cached.readAt, stateAgeMs)) return cached.state;
    caches.forget([key]);
    return (await states.get(key)).state;
  }

  /** Whether this is the session's current cookie, or for a short time the previous one. */
  function isCurrent({ cookie }: CredentialState, digest: string | null): boolean {
    if (digest === null || cookie === null) return true;
    return digest === cookie.digest || (digest === cookie.previous && cookie.previousUntil > clock.now().toISOString());
  }

  /** Waits only for missing cache entries: nearly every request and open stream finds all of them. */
  function scopeOfMember(actor: Actor, userId: UserId, ownMemberships: readonly Membership[]): Scope | Promise<Scope> {
    const isGuest = ownMemberships.some(({ role }) => role === 'guest');
    const guestProjects = isGuest ? guests.get(`guest:${userId}`) : noProjects;
    const lookups = ownMemberships.map(({ organizationId }) => directories.get(`organization:${organizationId}`));
    const cached = lookups.filter(
      (directory): directory is OrganizationDirectory | null => !(directory instanceof Promise),
    );
    if (cached.length === lookups.length && !(guestProjects instanceof Promise)) {
      return scopeFrom(actor, userId, ownMemberships, cached, guestProjects);
    }
    return Promise.all([Promise.all(lookups), guestProjects]).then(([directoryList, projectsOfGuest]) =>
      scopeFrom(actor, userId, ownMemberships, directoryList, projectsOfGuest),
    );
  }

  function scopeFrom(
    actor: Actor,
    userId: UserId,
    ownMemberships: readonly Membership[],
    directoryList: readonly (OrganizationDirectory | null)[],
    guestProjects: ScopeParts['guestProjects'],
  ): Scope {
    const parts = [guestProjects, ...directoryList];
    const secondFactor = hasSecondFactor(actor);
    const cachedScopes = secondFactor ? scopes.secondFactor : scopes.plain;
    const cached = cachedScopes.get(ownMemberships);
    if (cached && parts.every((part, i) => part === cached.parts[i])) return cached.scope;
    const directoryOf = new Map(
      directoryList.flatMap((directory) => (directory ? [[directory.id, directory] as const] : [])),
    );
    const scope = createScope({
      userId,
      memberships: ownMemberships,
      directories: directoryOf,
      guestProjects,
      secondFactor,
    });
    cachedScopes.set(ownMemberships, { parts, scope });
    return scope;
  }

  /** Another instance may have given the session a new cookie that this one has not heard of. */
  async function currentStateOf({ key, digest }: Resolved): Promise<CredentialState | null> {
    const state = await stateOf(key);
    if (!state || isCurrent(state, digest)) return state;
    if (caches.isAnyAway()) return null;
    caches.forget([key]);
    const newest = await stateOf(key);
    return newest && isCurrent(newest, digest) ? newest : null;
  }

  function scopeOf(actor: Actor): Scope | Promise<Scope> {
    const userId = userIdOf(actor);
    if (userId === null) return emptyScope;
    const ownMemberships = memberships.get(`user:${userId}`);
    return ownMemberships instanceof Promise
      ? ownMemberships.then((loaded) => scopeOfMember(actor, userId, loaded))
      : scopeOfMember(actor, userId, ownMemberships);
  }

  return {
    async authenticate(credentials) {
      const credential = credentials.secret === '' ? null : await resolve(credentials);
      const state = credential && (await currentStateOf(credential));
      if (!state) return null;
      const { actor } = state;
      if (!state.mustRotate || credentials.kind !== 'cookie' || actor.kind !== 'user') return { actor };
      const { isSecure } = credentials;
      const renewed = await orWithout(auth.rotateSession(call, { sessionId: actor.sessionId, isSecure }), () => null);
      caches.forget([credential.key]);
      return renewed ? { actor, setCookie: renewed.setCookie } : { actor };
    },
    scopeOf,
    async newestScopeOf(actor) {
      if (!caches.isAnyAway()) await caches.refreshAnew();
      return scopeOf(actor);
    },
    async isSignedIn(actor) {
      if (actor.kind === 'user') return (await stateOf(`session:${actor.sessionId}`)) !== null;
      return actor.kind !== 'token' || (await stateOf(`token:${actor.tokenId}`)) !== null;
    },
  };
}

interface Resolved {
  readonly key: string;
  readonly digest: string | null;
  /** In milliseconds since 1970; Infinity for credentials without an end. */
  readonly expiresAt: number;
  readonly resolvedAt: Date;
}

function createScopeCache() {
  return new WeakMap<readonly Membership[], { readonly parts: readonly unknown[]; readonly scope: Scope }>();
}

/** Requested jobs keep the second factor state of their request. */
function hasSecondFactor(actor: Actor): boolean {
  return actor.kind === 'job' || ('secondFactor' in actor && actor.secondFactor);
}

function createCredentialCache() {
  return new LRUCache<string, Resolved>({ max: maxPeople });
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
  const directory = await teams.directory(call, { organizationId });
  return (
    directory && { ...directory, teams: new Map(directory.teams.map((team) => [team.id, { ...team, organizationId }])) }
  );
}

async function loadGuestProjects(projects: ProjectsApi, userId: UserId): Promise<Map<OrganizationId, ProjectId[]>> {
  const byOrganization = new Map<OrganizationId, ProjectId[]>();
  for (const { organizationId, projectId } of await projects.guestProjectsOf(call, { userId })) {
    byOrganization.set(organizationId, [...(byOrganization.get(organizationId) ?? []), projectId]);
  }
  return byOrganization;
}
