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

/** A socket that fails once its reader listens. postgres.js loses a connection for good where making its socket throws. */
export function failedSocket(error: Error): Socket {
  const socket = new Socket();
  setImmediate(() => socket.destroy(error));
  return socket;
}

export function connectTimeout({ host, port }: ConnectionTarget): Error {
  return Object.assign(new Error(`no answer from ${host}:${port}`), { code: 'CONNECT_TIMEOUT' });
}
