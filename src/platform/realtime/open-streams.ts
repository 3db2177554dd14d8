import type { Socket } from 'node:net';
import type { Scope } from '../access/scope.ts';
import type { Actor } from '../context.ts';
import type { Audience } from '../events/event.ts';
import type { OrganizationId, UserId } from '../ids.ts';

/** Reads what a listener may see now. One object for all streams of a module. */
export interface StreamAccess {
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly isSignedIn: (actor: Actor) => Promise<boolean>;
}

/** The listener of a stream. Its scope and its session are read again whenever access changes. */
export interface Listener {
  readonly userId: UserId;
  readonly actor: Actor;
  /** The key by which an access change names its credentials. */
  readonly credentialKey: string;
  readonly access: StreamAccess;
}

export interface OpenStream {
  readonly socket: Socket;
  readonly listener: Listener;
  /** Whether it ends after the first events. */
  readonly isPoll: boolean;
  /** Events up to this position were written before it joined the open streams. */
  from: number;
  /** What the listener may see. */
  scope: Scope;
  /** How often access of the listener has changed, and up to which change `scope` is current. */
  changes: number;
  readChanges: number;
  /** Which heartbeats it gets. */
  readonly group: number;
  /** Heartbeats until the credentials are checked again, because they can expire. */
  beatsToRecheck: number;
  /** The bytes that the client had taken at the last heartbeat, if more were waiting; else -1. */
  takenAtBeat: number;
  /** The events of the current batch that are visible to the listener, a bit for each. */
  visible: number;
}

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
  /** The streams that may be in an audience. One can occur twice. */
  candidates(audience: Audience): Iterable<OpenStream>;
  ofUsers(userIds: Iterable<UserId>): Iterable<OpenStream>;
}

/** Whether access changed since the scope was read: it is read again before the next event. */
export function isStale({ changes, readChanges }: OpenStream): boolean {
  return readChanges < changes;
}

export function createOpenStreams(): OpenStreams {
  const all = new Set<OpenStream>();
  const stale = new Set<OpenStream>();
  const byKey = new Map<string, Set<OpenStream>>();

  function addTo(key: string, stream: OpenStream): void {
    const streams = byKey.get(key);
    if (streams) streams.add(stream);
    else byKey.set(key, new Set([stream]));
  }

  function removeFrom(key: string, stream: OpenStream): void {
    const streams = byKey.get(key);
    streams?.delete(stream);
    if (streams?.size === 0) byKey.delete(key);
  }

  function* ofUsers(userIds: Iterable<UserId>): Generator<OpenStream> {
    for (const userId of userIds) yield* byKey.get(userKey(userId)) ?? [];
  }

  return {
    get size() {
      return all.size;
    },
    stale,
    [Symbol.iterator]: () => all.values(),
    add(stream) {
      all.add(stream);
      for (const key of keysOf(stream)) addTo(key, stream);
    },
    remove(stream) {
      if (!all.delete(stream)) return;
      stale.delete(stream);
      for (const key of keysOf(stream)) removeFrom(key, stream);
    },
    setScope(stream, scope, readChanges) {
      const before = stream.scope;
      stream.scope = scope;
      stream.readChanges = readChanges;
      if (!isStale(stream)) stale.delete(stream);
      if (!all.has(stream) || scope === before) return;
      for (const { id } of before.organizations) removeFrom(organizationKey(id), stream);
      for (const { id } of scope.organizations) addTo(organizationKey(id), stream);
    },
    markStale(keys) {
      const concerned =
        keys === 'all' ? all : new Set(keys.flatMap((key) => [...(byKey.get(key.replace(/^guest:/, 'user:')) ?? [])]));
      for (const stream of concerned) {
        stream.changes += 1;
        stale.add(stream);
      }
      return [...concerned];
    },
    *candidates({ organizationId, userIds }) {
      yield* ofUsers(userIds);
      if (organizationId !== null) yield* byKey.get(organizationKey(organizationId)) ?? [];
    },
    ofUsers,
  };
}

const userKey = (id: UserId) => `user:${id}`;
const organizationKey = (id: OrganizationId) => `organization:${id}`;

function keysOf({ listener: { userId, credentialKey }, scope }: OpenStream): string[] {
  const keys = [userKey(userId), ...scope.organizations.map(({ id }) => organizationKey(id))];
  return credentialKey === '' ? keys : [...keys, credentialKey];
}
