import type { Pool } from 'undici';
import type { Logger } from '../observability/logger.ts';
import { createResilience, type Resilience } from './resilience.ts';
import type { InternalTls } from './tls.ts';

/** A module in another process, and the connections to it. */
export interface Part {
  readonly name: string;
  readonly url: string;
  /** For calls of its contract. */
  readonly calls: Pool;
  /** For forwarded requests, of which any number may be open. */
  readonly requests: Pool;
  readonly resilience: Resilience;
  /** The first key is sent; the other one is sent if the first is refused. */
  readonly keys: readonly string[];
  stop(): Promise<void>;
}

export interface PartOptions {
  readonly name: string;
  readonly url: string;
  readonly keys: readonly string[];
  readonly tls: InternalTls | null;
  readonly log: Logger;
}

const connectTimeoutMs = 2_000;
/** Shorter than that of our server, which would otherwise close a connection that is about to be used. */
const keepAliveMs = 55_000;

/** Opens the connections to a module in another process. They are made when they are first needed. */
export async function openPart({ name, url, keys, tls, log }: PartOptions): Promise<Part> {
  const { Pool: ConnectionPool } = await import('undici');
  const shared = {
    connect: { timeout: connectTimeoutMs, ...tls?.client },
    allowH2: false,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
  };
  const calls = new ConnectionPool(url, { ...shared, connections: 32 });
  const requests = new ConnectionPool(url, { ...shared, connections: null });
  return {
    name,
    url,
    calls,
    requests,
    resilience: await createResilience(name, log),
    keys,
    async stop() {
      await Promise.all([calls.destroy(), requests.destroy()]);
    },
  };
}
