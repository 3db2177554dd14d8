import { randomUUID } from 'node:crypto';
import { createAccessAnnouncer } from '#platform/access/announce-changes.ts';
import { type AccessCaches, type AccessSource, createAccessCaches } from '#platform/access/cache.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { createNotificationWatch } from '#platform/events/notification-watch.ts';
import { createRelay, type Relay } from '#platform/events/relay.ts';
import type { FailureScopes } from '#platform/failure-scopes.ts';
import type { OpenLimit } from '#platform/http/open-limit.ts';
import { createInstances, type Instances } from '#platform/jobs/instances.ts';
import { createQueue, type Queue } from '#platform/jobs/queue.ts';
import type { Logger } from '#platform/observability/logger.ts';
import { createEventLog } from '#platform/realtime/event-log.ts';
import { createStreams, type Streams } from '#platform/realtime/streams.ts';
import type { ModuleDatabases } from './module-databases.ts';

/** What happens after the commit of a change: its events go to jobs and open streams, and access caches are updated. */
export interface EventFlow {
  readonly queue: Queue;
  readonly instances: Instances;
  readonly relay: Relay;
  readonly streams: Streams;
  readonly caches: AccessCaches;
  /** Drops the cached access of these keys, here and in the other instances. */
  forgetAccess(keys: readonly string[]): void;
  /** Begins to receive what other instances announce. */
  startListening(): Promise<void>;
  stopListening(): void;
}

export interface EventFlowOptions {
  readonly databases: Pick<ModuleDatabases, 'events' | 'reads' | 'relayed'>;
  /** Where the queue connects to: no pooler in between. */
  readonly direct: ConnectionTarget;
  readonly log: Logger;
  readonly failures: FailureScopes;
  /** Whether this process works on jobs. */
  readonly works: boolean;
  readonly streamLimit: OpenLimit;
  readonly accessSources: () => readonly AccessSource[];
}

export function createEventFlow(options: EventFlowOptions): EventFlow {
  const { databases, direct, log, failures, works, streamLimit, accessSources } = options;
  const { events, reads, relayed } = databases;
  const instances = createInstances({ sql: events, log, onReleased: (queues) => queue.wake(queues) });
  const queue = createQueue({ target: direct, log, supervises: works, held: instances.held, failures });
  const eventLog = reads ? reads.watch(createEventLog(events)) : createEventLog(events);
  const caches = createAccessCaches({ sources: accessSources, log });
  const streams = createStreams({ log, eventLog, access: caches, limit: streamLimit });
  const onGrown = (position: number) => {
    streams.wake(position);
    if (notificationWatch.areLost()) queue.wakeAll();
  };
  const head = async () => (await eventLog.state()).head;
  const notificationWatch = createNotificationWatch({ sql: events, log, head, onGrown });
  const announcer = createAccessAnnouncer({ sql: events, caches, log, own: randomUUID() });
  return {
    queue,
    instances,
    relay: createRelay({ sql: events, queue, modules: relayed, log, onRelayed: onGrown }),
    streams,
    caches,
    forgetAccess(keys) {
      caches.forget(keys);
      announcer.announce(keys);
    },
    async startListening() {
      await Promise.all([notificationWatch.start(), announcer.start()]);
    },
    stopListening: () => notificationWatch.stop(),
  };
}
