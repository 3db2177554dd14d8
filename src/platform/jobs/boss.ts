import { PgBoss } from 'pg-boss';
import type { ConnectionTarget } from '../database/connection-target.ts';
import { nodePostgresOptions } from '../database/node-postgres.ts';
import { isTemporary } from '../failures.ts';
import type { Logger } from '../observability/logger.ts';

export type Boss = PgBoss;

export interface BossOptions {
  readonly target: ConnectionTarget;
  readonly log: Logger;
  /** Whether this process maintains the queue (expiry, retention, schedules). Otherwise it only adds jobs. */
  readonly supervises: boolean;
}

export function createBoss({ target, log, supervises }: BossOptions): Boss {
  const boss = new PgBoss({
    ...nodePostgresOptions(target),
    application_name: 'taskuno queue',
    schema: 'pgboss',
    max: 4,
    migrate: false,
    createSchema: false,
    supervise: supervises,
    schedule: supervises,
    useListenNotify: supervises,
    reindex: false,
    monitorVacuum: false,
  });
  // Every worker reports an outage at every poll, while the pools report it once.
  boss.on('error', (bossError) => {
    // A worker's error arrives as a copy that is not an Error.
    const error = bossError instanceof Error ? bossError : Object.assign(new Error(), bossError);
    log[isTemporary(error) ? 'debug' : 'error']({ error: error.message }, 'queue error');
  });
  boss.on('warning', (warning) => log.warn({ warning: warning.message, data: warning.data }, 'queue warning'));
  return boss;
}

/** Runs a query that pg-boss has no method for. */
export async function queryRows<Row>(boss: Boss, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const result = await boss.getDb().executeSql(text, [...values]);
  return result.rows as Row[];
}
