import { Socket } from 'node:net';
import type { ConnectionTarget } from './connection-target.ts';

/**
 * Opens a socket to the server. It has no reader yet: received data stays in its buffer.
 * @throws Error with the system's code, or `CONNECT_TIMEOUT` after `timeoutMs` milliseconds.
 */
export function openSocket(target: ConnectionTarget, timeoutMs: number): Promise<Socket> {
  // postgres.js reads the host from the socket when it checks a certificate.
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
 * Gives the socket to the first caller, and a failed socket to every later caller. postgres.js reconnects by itself,
 * thousands of times per second if a server closes at once, and a client whose connection broke during a write may
 * never write again. So each connection has its own client, and this function stops the client from reconnecting.
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

/**
 * A socket that emits an error when its reader attaches. If making the socket throws, postgres.js never uses that
 * connection again.
 */
export function failedSocket(error: Error): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(error));
  return socket;
}

export function connectTimeout({ host, port }: ConnectionTarget): Error {
  return Object.assign(new Error(`no answer from ${host}:${port}`), { code: 'CONNECT_TIMEOUT' });
}
