import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '#platform/database/connection.ts';
import type { Relay } from '#platform/events/relay.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import { startInternalWork, type Work } from './work.ts';

export const heldAfterRestore =
  'Not sent after the restore of a backup, because it may have been sent since the backup. Retry it to send it.';

const pollMs = 50;
/** Jobs that still fail after this time are left to the server. */
const patienceMs = 10 * 60_000;

/** Positions of the event log repeat after a restore: another epoch makes every stream begin anew. */
export async function resetAfterRestore(events: Sql): Promise<void> {
  await events`update platform.relay set epoch = substr(md5(random()::text || clock_timestamp()::text), 1, 12)`;
  // Their workers are gone.
  await events`
    update pgboss.job set state = 'retry', started_on = null, heartbeat_on = null, start_after = now()
    where state = 'active'`;
}

interface Parts {
  readonly relay: Relay;
  readonly queue: Queue;
  readonly work: Work;
}

/** Relays what the outboxes contain, and runs the jobs that change nothing outside, until none is left. */
export async function settle(events: Sql, { relay, queue, work }: Parts): Promise<void> {
  const queues = await startInternalWork(events, queue, work);
  const startedAt = performance.now();
  do {
    await relay.drain();
    if ((await queue.unfinished(queues)) === 0 && (await relay.drain().then(() => queue.unfinished(queues))) === 0)
      return;
    await sleep(pollMs);
  } while (performance.now() - startedAt < patienceMs);
}
