import { Socket } from 'node:net';
import type { ConnectionTarget } from './connection-target.ts';

/** A statement of the queue's without an answer for so long has lost its server. */
const queryTimeoutMs = 120_000;

/** The `pg` package's form of a target, for libraries that bring their own connections. */
export function nodePostgresOptions(target: ConnectionTarget) {
  return {
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.ssl ? { ssl: { rejectUnauthorized: target.ssl === 'verify-full' } } : {}),
    stream: spacedSockets(),
    query_timeout: queryTimeoutMs,
  };
}

/** A connection that ends sooner than this was of no use. */
const shortLifeMs = 1_000;
const spaceMs = 1_000;

/**
 * Makes sockets for `pg`, which connects whenever somebody asks something: after one failed, the next is refused for a
 * second without trying.
 */
function spacedSockets(): () => Socket {
  let nextAt = 0;
  return () => {
    const socket = new Socket();
    if (performance.now() < nextAt) {
      const error = Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' });
      return Object.assign(socket, { connect: () => socket.destroy(error) });
    }
    const madeAt = performance.now();
    socket.once('close', () => {
      if (performance.now() - madeAt < shortLifeMs || socket.connecting) nextAt = performance.now() + spaceMs;
    });
    return socket;
  };
}
