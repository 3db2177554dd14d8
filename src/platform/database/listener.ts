import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionTarget } from './connection-target.ts';
import { openSocket, once } from './open-socket.ts';
import { openClient, type PostgresClient } from './postgres-client.ts';

export interface Listener {
  /**
   * Starts listening, and listens again after each loss of the connection. `onConnected` is called after every connect;
   * an error that it throws goes to the listener's `onError`.
   * @throws Error if the first connection fails.
   */
  listen(channel: string, onNotify: (payload: string) => void, onConnected: () => void): Promise<void>;
  end(): Promise<void>;
}

const connectTimeoutMs = 10_000;
const retryMs = 1_000;

/**
 * Creates a listener for NOTIFY with its own connection. It reconnects one second after a loss, each time with a new
 * postgres.js client.
 */
export function createListener(
  target: ConnectionTarget,
  name: string,
  onError: (error: unknown) => void = throwUncaught,
): Listener {
  const ending = new AbortController();
  const { signal } = ending;
  const clients = new Set<PostgresClient>();

  /** @returns what resolves once the connection is lost. */
  async function open(channel: string, onNotify: (payload: string) => void): Promise<{ lost: Promise<void> }> {
    const socket = await openSocket(target, connectTimeoutMs);
    const lost = Promise.withResolvers<void>();
    const client = openClient(target, {
      name,
      prepare: false,
      idleTimeoutSeconds: 0,
      connectTimeoutSeconds: 0,
      socket: once(socket, lost.resolve),
      onClose: () => undefined,
    });
    const close = () => {
      clients.delete(client);
      socket.destroy();
      client.end({ timeout: 0 }).catch(() => undefined);
    };
    clients.add(client);
    const timer = setTimeout(() => socket.destroy(), connectTimeoutMs);
    try {
      await client.listen(channel, onNotify);
    } catch (error) {
      close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return { lost: lost.promise.then(close) };
  }

  async function openAgain(channel: string, onNotify: (payload: string) => void): Promise<{ lost: Promise<void> }> {
    for (;;) {
      await sleep(retryMs, undefined, { signal, ref: false });
      const opened = await open(channel, onNotify).catch(() => null);
      if (opened) return opened;
    }
  }

  return {
    async listen(channel, onNotify, onConnected) {
      const announce = () => {
        try {
          onConnected();
        } catch (error) {
          onError(error);
        }
      };
      let current = await open(channel, onNotify);
      announce();
      const stayConnected = async () => {
        for (;;) {
          await current.lost;
          current = await openAgain(channel, onNotify);
          announce();
        }
      };
      stayConnected().catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
    },
    async end() {
      ending.abort();
      await Promise.all([...clients].map((client) => client.end({ timeout: 1 })));
    },
  };
}

/** Nobody handles the error: it ends the process, as any other that nobody handles. */
function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
