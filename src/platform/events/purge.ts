import type { Sql } from '../database/connection.ts';

/** Forgets events that no stream may resume from any more, and set-aside rows that nobody looked at for a season. */
export async function purgeEventLog(sql: Sql): Promise<void> {
  await sql`delete from platform.event_log where at < now() - interval '7 days'`;
  await sql`delete from platform.set_aside where at < now() - interval '90 days'`;
}
