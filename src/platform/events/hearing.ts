import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';

export interface HearingOptions {
  readonly sql: Sql;
  readonly log: Logger;
  /** The newest position of the event log. */
  readonly head: () => Promise<number>;
  /** Called with the newest position after the log has grown, only while no notification arrives. */
  readonly onGrown: (position: number) => void;
  readonly checkIntervalMs?: number;
  readonly patienceMs?: number;
  readonly pollIntervalMs?: number;
}

/** Finds out whether this process hears notifications, and reads the event log often while it does not. */
export interface Hearing {
  start(): Promise<void>;
  /** Whether a notification of this process to itself was lost. */
  isDeaf(): boolean;
  stop(): void;
}

/**
 * A pooler that shares connections accepts LISTEN and delivers nothing. A firewall can drop an idle connection without
 * a word. Neither is an error anywhere, so this process notifies itself from time to time.
 */
export function createHearing(options: HearingOptions): Hearing {
  const { sql, log, head, onGrown } = options;
  const { checkIntervalMs = 30_000, patienceMs = 5_000, pollIntervalMs = 250 } = options;
  const channel = `taskuno_echo_${randomUUID().replaceAll('-', '')}`;
  const stopping = new AbortController();
  let heard = new Set<string>();
  let isDeaf = false;
  let position = 0;

  async function check(): Promise<void> {
    const word = randomUUID();
    heard = new Set();
    await sql`select pg_notify(${channel}, ${word})`;
    const deadline = performance.now() + patienceMs;
    while (!heard.has(word) && performance.now() < deadline) await pause(20);
    if (stopping.signal.aborted || heard.has(word) === !isDeaf) return;
    isDeaf = !isDeaf;
    if (isDeaf) log.warn(deafMessage);
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
      await pause(isDeaf ? pollIntervalMs : checkIntervalMs);
      if (stopping.signal.aborted) return;
      try {
        if (isDeaf) await poll();
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
        (word) => heard.add(word),
        () => undefined,
      );
      // The first check takes its time only where nothing is heard.
      void check()
        .catch(() => undefined)
        .then(loop);
    },
    isDeaf: () => isDeaf,
    stop: () => stopping.abort(),
  };
}

const deafMessage =
  'The database does not deliver notifications on this connection, as behind a pooler: changes are looked for four times a second instead. Set LISTEN_DATABASE_URL to a direct connection.';
