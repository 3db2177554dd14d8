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

interface Subscription {
  readonly channel: string;
  readonly onNotify: (payload: string) => void;
  readonly onConnected: () => void;
}

interface Connection {
  readonly client: PostgresClient;
  /** Resolves once the connection is lost. */
  readonly lost: Promise<void>;
}

const connectTimeoutMs = 10_000;
const retryMs = 1_000;

/**
 * Creates a listener for NOTIFY: one connection for all channels. It reconnects one second after a loss, each time with
 * a new postgres.js client.
 */
export function createListener(
  target: ConnectionTarget,
  name: string,
  onError: (error: unknown) => void = throwUncaught,
): Listener {
  const ending = new AbortController();
  const { signal } = ending;
  const clients = new Set<PostgresClient>();
  const subscriptions: Subscription[] = [];
  let current: Promise<Connection> | undefined;

  /** Connects and listens to all channels. */
  async function open(): Promise<Connection> {
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
      for (const { channel, onNotify } of subscriptions) await client.listen(channel, onNotify);
    } catch (error) {
      close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return { client, lost: lost.promise.then(close) };
  }

  async function openAgain(): Promise<Connection> {
    for (;;) {
      await sleep(retryMs, undefined, { signal, ref: false });
      const opened = await open().catch(() => null);
      if (opened) return opened;
    }
  }

  async function stayConnected(first: Promise<Connection>): Promise<void> {
    let { lost } = await first;
    for (;;) {
      await lost;
      current = openAgain();
      ({ lost } = await current);
      for (const { onConnected } of subscriptions) announce(onConnected);
    }
  }

  function announce(onConnected: () => void): void {
    try {
      onConnected();
    } catch (error) {
      onError(error);
    }
  }

  return {
    async listen(channel, onNotify, onConnected) {
      const subscription = { channel, onNotify, onConnected };
      if (current) {
        // While it connects, the new channel is not among those that it listens to.
        const { client } = await current;
        subscriptions.push(subscription);
        await client.listen(channel, onNotify);
      } else {
        subscriptions.push(subscription);
        current = open();
        await current;
        stayConnected(current).catch((error: unknown) => {
          if (!signal.aborted) onError(error);
        });
      }
      announce(onConnected);
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
