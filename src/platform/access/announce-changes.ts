import { z } from 'zod';
import type { Sql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import { withoutWaitBudget } from '../database/wait-budget.ts';
import type { Logger } from '../observability/logger.ts';
import type { AccessCaches } from './cache.ts';

const channel = 'taskuno_access';
/** PostgreSQL refuses payloads of 8000 bytes and more. */
const maxPayloadBytes = 7_900;

const Message = z.object({ from: z.uuid(), keys: z.array(z.string()) });
type Message = z.infer<typeof Message>;

export interface AnnouncerOptions {
  readonly sql: Sql;
  readonly caches: Pick<AccessCaches, 'forget' | 'refresh'>;
  readonly log: Logger;
  /** The name of this instance. */
  readonly own: string;
}

/**
 * Tells the other instances at once which keys of their access caches changed. A message can be lost: then they read
 * the change rows, as they do anyway.
 */
export interface AccessAnnouncer {
  start(): Promise<void>;
  /** Call it after the commit. Keys of concurrent changes travel together. */
  announce(keys: readonly string[]): void;
}

export function createAccessAnnouncer({ sql, caches, log, own }: AnnouncerOptions): AccessAnnouncer {
  const waiting = new Set<string>();
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const keys = takeKeys(waiting);
      await sql`select pg_notify(${channel}, ${JSON.stringify({ from: own, keys } satisfies Message)})`;
    }
  }

  function receive(payload: string): void {
    const message = Message.safeParse(JSON.parse(payload)).data;
    if (message && message.from !== own) caches.forget(message.keys);
  }

  return {
    // While there was no connection, messages were lost.
    start: () => sql.listen(channel, receive, () => void caches.refresh()),
    announce(keys) {
      for (const key of keys) waiting.add(key);
      sending ??= withoutWaitBudget(send)
        .catch((error: unknown) => {
          if (!isDatabaseAway(error)) log.error({ err: error }, 'changes of access could not be announced');
        })
        .finally(() => (sending = undefined));
    },
  };
}

/** Takes as many keys as one payload holds. */
function takeKeys(waiting: Set<string>): string[] {
  const keys: string[] = [];
  let bytes = 100;
  for (const key of waiting) {
    bytes += Buffer.byteLength(JSON.stringify(key)) + 1;
    if (bytes > maxPayloadBytes && keys.length > 0) break;
    keys.push(key);
    waiting.delete(key);
  }
  return keys;
}
