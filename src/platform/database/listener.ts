import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionTarget } from './connection-target.ts';
import { dial, failedSocket } from './dial.ts';
import { openClient } from './postgres-client.ts';

export interface Listener {
  /** Listens from now on, and again after each loss of the connection; `onConnected` tells when. */
  listen(channel: string, onNotify: (payload: string) => void, onConnected: () => void): Promise<void>;
  end(): Promise<void>;
}

const connectTimeoutSeconds = 10;
const retryMs = 1_000;

/** A connection of its own for NOTIFY. postgres.js connects it again at once, whatever happens; here that is slowed down. */
export function createListener(target: ConnectionTarget, name: string): Listener {
  const ending = new AbortController();
  let nextDialAt = 0;

  async function socket() {
    try {
      await sleep(Math.max(0, nextDialAt - performance.now()), undefined, { signal: ending.signal, ref: false });
      nextDialAt = performance.now() + retryMs;
      return await dial(target, connectTimeoutSeconds * 1_000);
    } catch (error) {
      return failedSocket(error instanceof Error ? error : new Error(String(error)));
    }
  }

  const client = openClient(target, {
    name,
    prepare: false,
    idleTimeoutSeconds: 0,
    connectTimeoutSeconds,
    socket,
    onClose: () => undefined,
  });
  return {
    async listen(channel, onNotify, onConnected) {
      await client.listen(channel, onNotify, onConnected);
    },
    async end() {
      ending.abort();
      await client.end({ timeout: 1 });
    },
  };
}
