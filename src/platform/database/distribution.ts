import type { ConnectionTarget } from './connection-target.ts';
import { withConnection } from './provision.ts';

/** Whether Citus distributes tables of the app over several servers. */
export function isDatabaseDistributed(target: ConnectionTarget): Promise<boolean> {
  return withConnection(target, 'distribution', async (sql) => {
    const [citus] = await sql<{ isThere: boolean }[]>`
      select to_regclass('pg_catalog.pg_dist_partition') is not null as "isThere"`;
    if (!citus?.isThere) return false;
    const [row] = await sql<{ isDistributed: boolean }[]>`
      select exists (
        select from pg_catalog.pg_dist_partition where logicalrelid = to_regclass('tasks.task')) as "isDistributed"`;
    return row?.isDistributed ?? false;
  });
}
