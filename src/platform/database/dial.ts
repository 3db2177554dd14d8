import { Socket } from 'node:net';
import type { ConnectionTarget } from './connection-target.ts';

/**
 * Opens a socket to the server. It has no reader yet: what comes meanwhile waits in it.
 * @throws Error with the system's code, or `CONNECT_TIMEOUT` after `timeoutMs`.
 */
export function dial(target: ConnectionTarget, timeoutMs: number): Promise<Socket> {
  // postgres.js asks the socket for its host when it checks a certificate.
  const socket = Object.assign(new Socket(), { host: target.host });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(connectTimeout(target)), timeoutMs);
    socket.on('error', reject);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    if (target.host.startsWith('/')) socket.connect(`${target.host}/.s.PGSQL.${target.port}`);
    else socket.connect(target.port, target.host);
  });
}

/**
 * Gives a socket to its first caller, and failed ones to all others. postgres.js connects again by itself, thousands of
 * times a second where a server closes at once, and a client whose connection broke off while it wrote may never write
 * again: each connection has a client of its own, and this stops the client from opening another.
 */
export function once(socket: Socket, onAgain: () => void = () => undefined): () => Socket {
  let isTaken = false;
  return () => {
    if (isTaken) onAgain();
    const isFirst = !isTaken;
    isTaken = true;
    return isFirst && !socket.destroyed ? socket : failedSocket(closedByServer());
  };
}

function closedByServer(): Error {
  return Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' });
}

/** A socket that fails once its reader listens. postgres.js loses a connection for good where making its socket throws. */
export function failedSocket(error: Error): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(error));
  return socket;
}

export function connectTimeout({ host, port }: ConnectionTarget): Error {
  return Object.assign(new Error(`no answer from ${host}:${port}`), { code: 'CONNECT_TIMEOUT' });
}
