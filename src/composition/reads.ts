import type { Config } from '#platform/startup/config.ts';
import { type ModuleName, moduleNames } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { createReplica, type Replica } from '#platform/database/replica.ts';
import type { HealthCheck } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { EventLog } from '#platform/realtime/event-log.ts';

/** The replica that serves reads that may be late, and a pool of each module on it. */
export interface Reads {
  readonly replica: Replica;
  readonly pools: ReadonlyMap<ModuleName, Sql>;
  /** The event log, whose readers are told of changes: what they read next must include them. */
  readonly watch: (eventLog: EventLog) => EventLog;
  readonly health: HealthCheck;
  stop(): Promise<void>;
}

interface ReadsOptions {
  readonly config: Config;
  readonly targets: DatabaseTargets;
  readonly events: Sql;
  readonly log: Logger;
}

/** Undefined if no replica is configured. */
export function openReads({ config, targets, events, log }: ReadsOptions): Reads | undefined {
  const { replica: own } = targets;
  if (!own) return undefined;
  const pool = (target: ConnectionTarget, name: string, connections: number) =>
    connect(target, { connections, name: `${name} replica`, prepare: config.DATABASE_PREPARE === 'on' });
  const position = pool(own.events, 'events', 1);
  const pools = new Map(moduleNames.map((name) => [name, pool(own.modules[name], name, config.DATABASE_POOL)]));
  const replica = createReplica({
    primary: events,
    replica: position,
    maxLagMs: config.READ_MAX_LAG_SECONDS * 1_000,
    log,
  });
  return {
    replica,
    pools,
    watch: (eventLog) => ({
      ...eventLog,
      async after(...args) {
        const logged = await eventLog.after(...args);
        for (const { event } of logged) if (event.organizationId !== null) replica.noteWrite(event.organizationId);
        return logged;
      },
    }),
    health: {
      name: 'replica',
      needed: false,
      async check() {
        const lagMs = replica.lagMs();
        if (lagMs === null) return { health: 'degraded', detail: 'It is away. The primary serves all reads.' };
        const isLate = lagMs > config.READ_MAX_LAG_SECONDS * 1_000;
        return { health: isLate ? 'degraded' : 'ok', detail: `${(lagMs / 1_000).toFixed(1)} s late` };
      },
    },
    async stop() {
      replica.stop();
      await Promise.all([position, ...pools.values()].map((sql) => sql.end({ timeout: 5 })));
    },
  };
}
