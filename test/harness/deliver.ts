import type { ModuleName } from '#platform/startup/module-names.ts';
import { handlerOf } from '#platform/events/subscribe.ts';
import type { TestApp } from './app.ts';

/** Runs the handler of a module's queue for the first event of a type about a person, an import or an export: late, or again. */
export async function deliver(
  { app, database: { sql } }: TestApp,
  module: ModuleName,
  name: string,
  type: string,
  about: string,
  attempt = 1,
): Promise<void> {
  await app.relay.drain();
  const [row] = await sql`
    select event from platform.event_log where event->>'type' = ${type} and ${about} in (event->'payload'->>'userId', event->'payload'->>'importId', event->'payload'->>'exportId')
    order by position limit 1`;
  const hosted = app.modules.hosted.find((one) => one.name === module);
  const subscription = hosted?.subscriptions.find((one) => one.name === name);
  if (!hosted || !subscription || !row) throw new Error(`there is no ${type} to deliver to ${module}.${name}`);
  const job = { id: 'late', name, data: row['event'], attempt, signal: new AbortController().signal };
  const [done] = await handlerOf(subscription, hosted.contextOf)([job]);
  if (done?.status === 'rejected') throw done.reason;
}
