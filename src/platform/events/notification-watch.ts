import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';

export interface NotificationWatchOptions {
  readonly sql: Sql;
  readonly log: Logger;
  /** The newest position of the event log. */
  readonly head: () => Promise<number>;
  /** Called with the newest position after the log has grown, only while no notification arrives. */
  readonly onGrown: (position: number) => void;
  readonly checkIntervalMs?: number;
  readonly timeoutMs?: number;
  readonly pollIntervalMs?: number;
}

/** Checks whether notifications of the database reach this process, and reads the event log often while they do not. */
export interface NotificationWatch {
  start(): Promise<void>;
  /** Whether the last notification that this process sent to itself did not arrive. */
  areLost(): boolean;
  stop(): void;
}

/**
 * A pooler that shares connections accepts LISTEN and delivers nothing. A firewall can drop an idle connection
 * silently. Neither causes an error, so this process notifies itself from time to time.
 */
export function createNotificationWatch(options: NotificationWatchOptions): NotificationWatch {
  const { sql, log, head, onGrown } = options;
  const { checkIntervalMs = 30_000, timeoutMs = 5_000, pollIntervalMs = 250 } = options;
  const channel = `taskuno_echo_${randomUUID().replaceAll('-', '')}`;
  const stopping = new AbortController();
  let received = new Set<string>();
  let areLost = false;
  let position = 0;

  async function check(): Promise<void> {
    const token = randomUUID();
    received = new Set();
    await sql`select pg_notify(${channel}, ${token})`;
    const deadline = performance.now() + timeoutMs;
    while (!received.has(token) && performance.now() < deadline) await pause(20);
    if (stopping.signal.aborted || received.has(token) === !areLost) return;
    areLost = !areLost;
    if (areLost) log.warn(lostMessage);
    else log.info('notifications of the database arrive again');
  }

  async function poll(): Promise<void> {
    const newest = await head();
    if (newest > position) onGrown(newest);
    position = newest;
  }

  async function loop(): Promise<void> {
    let checkedAt = performance.now();
    while (!stopping.signal.aborted) {
      await pause(areLost ? pollIntervalMs : checkIntervalMs);
      if (stopping.signal.aborted) return;
      try {
        if (areLost) await poll();
        if (performance.now() - checkedAt < checkIntervalMs) continue;
        checkedAt = performance.now();
        await check();
      } catch (error) {
        if (!isDatabaseAway(error)) log.error({ err: error }, 'notifications could not be checked');
      }
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
  }

  return {
    async start() {
      await sql.listen(
        channel,
        (token) => received.add(token),
        () => undefined,
      );
      // The first check takes long only if the notification does not arrive.
      void check()
        .catch(() => undefined)
        .then(loop);
    },
    areLost: () => areLost,
    stop: () => stopping.abort(),
  };
}

const lostMessage =
  'The database does not deliver notifications on this connection, as behind a pooler: the app reads the event log four times a second instead. Set LISTEN_DATABASE_URL to a direct connection.';
