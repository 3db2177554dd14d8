import type { OrganizationAccess, OrganizationDirectory } from '../access/scope.ts';
import type { Scope } from '../access/scope.ts';
import type { Audience } from '../events/event.ts';
import type { OrganizationId, ProjectId, TeamId, UserId } from '../ids.ts';
import { isStale, type OpenStream } from './open-stream.ts';

/** The open streams by whom and what they concern, so that an event looks only at those that may see it. */
export interface OpenStreams extends Iterable<OpenStream> {
  readonly size: number;
  /** Those whose scope is to be read again. */
  readonly stale: ReadonlySet<OpenStream>;
  add(stream: OpenStream): void;
  remove(stream: OpenStream): void;
  /** @param readChanges the stream's `changes` before the scope was read. */
  setScope(stream: OpenStream, scope: Scope, readChanges: number): void;
  /** Marks the streams that these keys of changed access concern, and returns them. */
  markStale(keys: readonly string[] | 'all'): OpenStream[];
  /** The streams that may be in an audience, by their scopes: all others are not. One can occur twice. */
  candidates(audience: Audience): Iterable<OpenStream>;
  ofUsers(userIds: Iterable<UserId>): Iterable<OpenStream>;
}

/**
 * A stream is listed by its person, its credentials, its organizations, the teams that its person is a member of, and
 * the projects that it sees as a guest. The readers of a team that the whole organization may read are all its members:
 * listing each of them under each such team would take memory for every pair. So members are listed once, by the
 * directory in their scope, and the directory says whether they may read the team.
 */
export function createOpenStreams(): OpenStreams {
  const all = new Set<OpenStream>();
  const stale = new Set<OpenStream>();
  const byKey = createIndex<string, OpenStream>();
  /** Members of an organization share a directory, except for a moment after it changed. */
  const members = createIndex<OrganizationDirectory, OpenStream>();
  const directories = createIndex<OrganizationId, OrganizationDirectory>();

  function list(stream: OpenStream): void {
    for (const key of keysOf(stream)) byKey.add(key, stream);
    for (const { id, directory } of memberships(stream.scope)) {
      members.add(directory, stream);
      directories.add(id, directory);
    }
  }

  function unlist(stream: OpenStream): void {
    for (const key of keysOf(stream)) byKey.remove(key, stream);
    for (const { id, directory } of memberships(stream.scope)) {
      members.remove(directory, stream);
      if (members.of(directory).size === 0) directories.remove(id, directory);
    }
  }

  function* ofUsers(userIds: Iterable<UserId>): Generator<OpenStream> {
    for (const userId of userIds) yield* byKey.of(userKey(userId));
  }

  return {
    get size() {
      return all.size;
    },
    stale,
    [Symbol.iterator]: () => all.values(),
    add(stream) {
      all.add(stream);
      if (isStale(stream)) stale.add(stream);
      list(stream);
    },
    remove(stream) {
      if (!all.delete(stream)) return;
      stale.delete(stream);
      unlist(stream);
    },
    setScope(stream, scope, readChanges) {
      const isListed = all.has(stream) && scope !== stream.scope;
      if (isListed) unlist(stream);
      stream.scope = scope;
      if (isListed) list(stream);
      stream.readChanges = readChanges;
      if (!isStale(stream)) stale.delete(stream);
    },
    markStale(keys) {
      const concerned =
        keys === 'all' ? all : new Set(keys.flatMap((key) => [...byKey.of(key.replace(/^guest:/, 'user:'))]));
      for (const stream of concerned) {
        stream.changes += 1;
        stale.add(stream);
      }
      return [...concerned];
    },
    *candidates({ organizationId, everyone, teamIds, projectIds, userIds }) {
      yield* ofUsers(userIds);
      if (organizationId === null) return;
      for (const id of projectIds) yield* byKey.of(projectKey(id));
      const isOpenTo = ({ teams }: OrganizationDirectory) =>
        everyone || teamIds.some((id) => teams.get(id)?.visibility === 'organization');
      let isClosed = false;
      for (const directory of directories.of(organizationId)) {
        if (isOpenTo(directory)) yield* members.of(directory);
        else isClosed = true;
      }
      if (!isClosed || teamIds.length === 0) return;
      yield* byKey.of(adminsKey(organizationId));
      for (const id of teamIds) yield* byKey.of(teamKey(id));
    },
    ofUsers,
  };
}

const userKey = (id: UserId) => `user:${id}`;
const organizationKey = (id: OrganizationId) => `organization:${id}`;
const adminsKey = (id: OrganizationId) => `admins:${id}`;
const teamKey = (id: TeamId) => `team:${id}`;
const projectKey = (id: ProjectId) => `project:${id}`;

function memberships({ organizations }: Scope): readonly OrganizationAccess[] {
  return organizations.filter(({ role }) => role !== 'guest');
}

function keysOf({ listener: { userId, credentialKey }, scope }: OpenStream): string[] {
  const keys = [userKey(userId), ...scope.organizations.flatMap(keysIn)];
  return credentialKey === '' ? keys : [...keys, credentialKey];
}

function keysIn({ id, role, isAdmin, teamRoles, guestProjectIds }: OrganizationAccess): string[] {
  if (role === 'guest') return [organizationKey(id), ...guestProjectIds.map(projectKey)];
  return [organizationKey(id), ...(isAdmin ? [adminsKey(id)] : []), ...[...teamRoles.keys()].map(teamKey)];
}

const none: ReadonlySet<never> = new Set();

/** Sets of values by a key; an empty one takes no memory. */
function createIndex<Key, Value>() {
  const sets = new Map<Key, Set<Value>>();
  return {
    of: (key: Key): ReadonlySet<Value> => sets.get(key) ?? none,
    add(key: Key, value: Value): void {
      const values = sets.get(key);
      if (values) values.add(value);
      else sets.set(key, new Set([value]));
    },
    remove(key: Key, value: Value): void {
      const values = sets.get(key);
      values?.delete(value);
      if (values?.size === 0) sets.delete(key);
    },
  };
}
