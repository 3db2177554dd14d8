import { Socket } from 'node:net';
import type { ConnectionTarget } from './connection-target.ts';

/** A statement of the queue without an answer for this long has lost its server. */
const queryTimeoutMs = 120_000;

/** A connection target in the form of the `pg` package, for libraries that open their own connections. */
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

/** A connection shorter than this counts as failed. */
const shortLifeMs = 1_000;
const spaceMs = 1_000;

/**
 * Creates sockets for `pg`, which connects for every query. After a failed connection, new ones are refused without
 * trying for one second.
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
