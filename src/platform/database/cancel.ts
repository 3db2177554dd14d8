import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionTarget } from './connection-target.ts';
import { openSocket } from './open-socket.ts';

/** A server session, as its BackendKeyData message identifies it. */
export interface Backend {
  readonly pid: number;
  readonly secret: number;
}

const sslRequest = message(80_877_103);

/**
 * Cancels the running statement of a session (CancelRequest, PostgreSQL 55.2.9). Resolves when the server has accepted
 * the request; the statement may still finish.
 * @throws Error if the server does not accept it within `timeoutMs` milliseconds.
 */
export async function cancelStatement(target: ConnectionTarget, backend: Backend, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const plain = await openSocket(target, timeoutMs);
  try {
    const socket = target.ssl ? await encrypted(plain, target, signal) : plain;
    socket.end(message(80_877_102, backend.pid, backend.secret));
    socket.resume();
    await once(socket, 'close', { signal });
  } finally {
    plain.destroy();
  }
}

async function encrypted(plain: Socket, { host, ssl }: ConnectionTarget, signal: AbortSignal): Promise<Socket> {
  plain.write(sslRequest);
  const [answer] = (await once(plain, 'data', { signal })) as [Buffer];
  // If the server has no TLS, postgres.js connected in plain text as well, so the cancel request does the same.
  if (answer[0] !== 'S'.charCodeAt(0)) return plain;
  const socket = connectTls({ socket: plain, host, rejectUnauthorized: ssl === 'verify-full' });
  await once(socket, 'secureConnect', { signal });
  return socket;
}

function message(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * words.length);
  bytes.writeUInt32BE(bytes.length);
  words.forEach((word, i) => bytes.writeUInt32BE(word, 4 + 4 * i));
  return bytes;
}
