import type { Sql } from '../database/connection.ts';

/**
 * Deletes events that no stream can resume from any more, and set-aside events that were not retried for a long time.
 */
export async function purgeEventLog(sql: Sql): Promise<void> {
  await sql`delete from platform.event_log where at < now() - interval '7 days'`;
  await sql`delete from platform.set_aside where at < now() - interval '90 days'`;
}
