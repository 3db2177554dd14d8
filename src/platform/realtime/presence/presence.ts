import { randomUUID } from 'node:crypto';
import type { AccessCaches } from '../../access/cache.ts';
import { isInAudience } from '../../access/scope.ts';
import type { Clock } from '../../clock.ts';
import type { Sql } from '../../database/connection.ts';
import { isDatabaseAway } from '../../database/database.ts';
import type { TeamId, UserId } from '../../ids.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Streams } from '../streams.ts';
import { createAllViewers } from './all-viewers.ts';
import { createFrames } from './frames.ts';
import { createOwnViewers, type Heartbeat, type OwnViewer } from './own-viewers.ts';
import { createPeers, type ViewerChange } from './peers.ts';
import { audienceOf, isElsewhere, type Subject, type TaskViewer } from './subject.ts';

/** Who looks at which task now, on all instances. It lives in memory: nothing of it is stored. */
export interface Presence {
  start(): Promise<void>;
  /** Somebody who may see the subject looks at it. Pages repeat it. */
  heartbeat(heartbeat: Heartbeat): void;
  /** A page shows what it showed no longer. */
  closeTab(userId: UserId, tab: string): void;
  /** The person may not see the subject. */
  leave(userId: UserId, subjectId: string): void;
  viewersOf(taskId: string): TaskViewer[];
  /** The tasks of a team that somebody looks at. */
  viewedTasks(teamId: TeamId): Subject[];
  stop(): void;
}

export interface PresenceOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Logger;
  readonly access: Pick<AccessCaches, 'onForget'>;
  readonly streams: Pick<Streams, 'sendTo'>;
  /** The data of the frame about a task's viewers. */
  readonly describe: (task: Subject, viewers: readonly TaskViewer[]) => Promise<unknown>;
}

const intervalMs = 500;

export function createPresence({ sql, clock, log, access, streams, describe }: PresenceOptions): Presence {
  const own = randomUUID();
  const all = createAllViewers();
  const ownViewers = createOwnViewers(clock);
  const frames = createFrames({ all, streams, describe });
  const peers = createPeers({
    sql,
    clock,
    log,
    own,
    *ownViewers() {
      for (const viewer of ownViewers) yield changeOf(viewer);
    },
    onChanges(instance, changes) {
      for (const change of changes) apply(instance, change);
    },
    onGone(instance) {
      for (const subject of all.subjectsOn(instance)) frames.willChange(subject);
      all.forget(instance);
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  /** The newest heartbeat on any instance says where the task is; a viewer's own heartbeat may be older. */
  function changeOf({ subject, listener, sentState }: OwnViewer): ViewerChange {
    return { subject: all.subject(subject.id) ?? subject, userId: listener.userId, state: sentState };
  }

  function apply(instance: string, { subject, userId, state }: ViewerChange): void {
    const before = all.subject(subject.id);
    frames.willChange(before ?? subject);
    all.set(instance, subject, userId, state);
    // Some of its viewers may not see where it was moved.
    if (before && isElsewhere(before, subject)) {
      for (const viewer of ownViewers) if (viewer.subject.id === subject.id) void recheck(viewer);
    }
  }

  function update(viewer: OwnViewer): void {
    const state = ownViewers.stateOf(viewer);
    if (viewer.sentState !== state) publish(viewer, { ...changeOf(viewer), state });
  }

  function publish(viewer: OwnViewer, change: ViewerChange): void {
    viewer.sentState = change.state;
    apply(own, change);
    peers.queue(change);
  }

  /** Removes a viewer who has signed out or may no longer see the subject. */
  async function recheck({ listener, subject }: OwnViewer): Promise<void> {
    const { actor, userId, access: current } = listener;
    const maySee = async () =>
      (await current.isSignedIn(actor)) &&
      isInAudience(await current.scopeOf(actor), audienceOf(all.subject(subject.id) ?? subject));
    if (!(await maySee().catch(() => false))) leave(userId, subject.id);
  }

  function leave(userId: UserId, subjectId: string): void {
    const viewer = ownViewers.find(userId, subjectId);
    if (!viewer) return;
    ownViewers.leave(viewer);
    update(viewer);
  }

  function recheckConcerned(keys: readonly string[] | 'all'): void {
    const concerned = keys === 'all' ? null : new Set(keys.map((key) => key.replace(/^guest:/, 'user:')));
    for (const viewer of ownViewers) {
      const { userId, credentialKey } = viewer.listener;
      const its = [`user:${userId}`, `organization:${viewer.subject.organizationId}`, credentialKey];
      if (concerned === null || its.some((key) => concerned.has(key))) void recheck(viewer);
    }
  }

  async function flush(): Promise<void> {
    for (const viewer of ownViewers) update(viewer);
    await Promise.all([peers.flush(), frames.send()]);
  }

  return {
    async start() {
      access.onForget(recheckConcerned);
      await peers.start();
      timer = setInterval(() => {
        flushing ??= flush()
          .catch((error: unknown) => {
            if (!isDatabaseAway(error)) log.error({ err: error }, 'presence could not be sent');
          })
          .finally(() => (flushing = undefined));
      }, intervalMs).unref();
    },
    heartbeat(heartbeat) {
      const viewer = ownViewers.enter(heartbeat);
      const isNew = viewer.sentState === 'away';
      const state = ownViewers.stateOf(viewer);
      const known = all.subject(viewer.subject.id);
      if (viewer.sentState !== state || (known && isElsewhere(known, viewer.subject))) {
        publish(viewer, { subject: viewer.subject, userId: viewer.listener.userId, state });
      }
      // Access may have been removed since the request was authorized.
      if (isNew) void recheck(viewer);
    },
    closeTab(userId, tab) {
      for (const viewer of ownViewers.inTab(userId, tab)) {
        ownViewers.leave(viewer, tab);
        update(viewer);
      }
    },
    leave,
    viewersOf: (taskId) => all.of(taskId),
    viewedTasks: (teamId) => all.tasksOf(teamId),
    stop: () => clearInterval(timer),
  };
}
