import type { Sql } from '../database/connection.ts';

/**
 * Deletes events that no stream can resume from any more and no waiting job reads, and set-aside events that were not
 * retried for a long time. A job is created with its events, or later.
 */
export async function purgeEventLog(sql: Sql): Promise<void> {
  await sql`
    delete from platform.event_log where at < least(now() - interval '7 days', (
      select min(created_on) - interval '1 hour' from pgboss.job
      where (name like '%.batch' or name like '%.batch.dead') and state < 'completed'))`;
  await sql`delete from platform.set_aside where at < now() - interval '90 days'`;
}
