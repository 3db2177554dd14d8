import { AsyncLocalStorage } from 'node:async_hooks';
import type { Config } from '#platform/startup/config.ts';
import type { ModuleName } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import type { Database } from '#platform/database/database.ts';
import { createOutages } from '#platform/database/outages.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { separateDatabases } from '#platform/database/separate-databases.ts';
import { type Collector, createCollector } from '#platform/events/collect.ts';
import type { HealthCheck } from '#platform/observability/health.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import { modulesAway } from './modules-away.ts';
import { openReads, type Reads } from './reads.ts';

/** The database connections of this process. */
export interface ModuleDatabases {
  /** The pool of what all modules share: outboxes, event log, queue. */
  readonly events: Sql;
  readonly pools: ReadonlyMap<string, Sql>;
  /** Set if a replica serves reads that may be late. */
  readonly reads: Reads | undefined;
  /** Whose outboxes the relay reads in the shared database; the others have a collector. */
  readonly relayed: readonly string[];
  /** The database of the platform’s own tables. */
  readonly platform: Database;
  /** The database of a module. Call it once for each. */
  of(name: ModuleName): Database;
  /** Fetches the events of modules that have a database of their own. */
  startCollectors(): void;
  stopCollectors(): Promise<void>;
  readonly checks: readonly HealthCheck[];
  close(): Promise<void>;
}

export interface ModuleDatabasesOptions {
  readonly config: Config;
  readonly targets: DatabaseTargets;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly isDistributed: boolean;
  /** Refuses queries outside an open transaction of their caller. */
  readonly isStrict: boolean;
  readonly onPublished: () => void;
  readonly onAccessChanged: Database['onAccessChanged'];
}

export function openModuleDatabases(options: ModuleDatabasesOptions): ModuleDatabases {
  const { config, targets, log, tracing, isDistributed, isStrict, onPublished, onAccessChanged } = options;
  const { hosted } = config.split;
  const prepare = config.DATABASE_PREPARE === 'on';
  const separate = separateDatabases(config);
  const collectors: Collector[] = [];
  const pools = new Map<string, Sql>();
  const outages = createOutages(log);

  function pool(target: ConnectionTarget, name: string): Sql {
    const sql = connect(target, {
      connections: config.DATABASE_POOL,
      name,
      prepare,
      onAway: outages.reporter(name),
      listenTarget: targets.direct,
      onListenError: (error) => log.error({ err: error, database: name }, 'a listener on the database failed'),
    });
    pools.set(name, sql);
    return sql;
  }

  const databaseOn = (sql: Sql, published: () => void): Database => ({
    sql,
    prepare,
    isDistributed,
    onPublished: published,
    onAccessChanged,
    tracing,
    ...(isStrict ? { within: new AsyncLocalStorage<true>() } : {}),
  });

  function primaryOf(name: ModuleName): Database {
    const sql = pool(targets.modules[name], name);
    if (!separate.has(name)) return databaseOn(sql, onPublished);
    const collector = createCollector({ from: sql, module: name, to: events, log, onCollected: onPublished });
    collectors.push(collector);
    return databaseOn(sql, collector.wake);
  }

  async function checkDatabase(): ReturnType<HealthCheck['check']> {
    await events`select 1`;
    const silent = await modulesAway(hosted, (name) => pools.get(name));
    if (silent.length > 0) return { health: 'down', detail: `The tables of ${silent.join(', ')} are away.` };
    return { health: outages.isAnyAway() ? 'down' : 'ok' };
  }

  const events = pool(targets.events, 'events');
  const reads = openReads({ config, targets, events, log });
  return {
    events,
    pools,
    reads,
    relayed: [...hosted.filter((name) => !separate.has(name)), ...(separate.size > 0 ? ['platform'] : [])],
    platform: databaseOn(events, onPublished),
    of(name) {
      const primary = primaryOf(name);
      const replica = reads?.pools.get(name);
      return replica ? { ...primary, replica: { ...databaseOn(replica, onPublished), isReplica: true } } : primary;
    },
    startCollectors() {
      for (const collector of collectors) collector.start();
    },
    async stopCollectors() {
      await Promise.all(collectors.map((collector) => collector.stop()));
    },
    checks: [{ name: 'database', needed: true, check: checkDatabase }, ...(reads ? [reads.health] : [])],
    async close() {
      await Promise.all([reads?.stop(), ...[...pools.values()].map((sql) => sql.end({ timeout: 5 }))]);
    },
  };
}
