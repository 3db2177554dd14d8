import { connect, type Socket } from 'node:net';

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array;
  /** After this many bytes of the body the client disconnects. */
  readonly cutAt?: number;
}

/** Opens a connection to a server of this machine. */
export function dial(url: string): Socket {
  const { port, hostname } = new URL(url);
  return connect({ port: Number(port), host: hostname }).on('error', () => undefined);
}

export function headOf(url: string, { method = 'POST', headers = {} }: RawRequest): string {
  const { pathname, host } = new URL(url);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/**
 * Sends a request byte for byte, also invalid ones; null if the server closes without a reply, or the client
 * disconnects before it.
 */
export async function sendRaw(url: string, request: RawRequest): Promise<RawReply | null> {
  const { body = Buffer.alloc(0), cutAt } = request;
  const socket = dial(url);
  const length = { 'content-length': body.length };
  socket.write(headOf(url, { ...request, headers: { ...length, ...request.headers } }));
  if (cutAt === undefined) socket.write(body);
  else socket.write(body.subarray(0, cutAt), () => socket.destroy());
  return parseReply(await readAll(socket));
}

/** Everything received until the connection is closed. */
export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await new Promise((resolve) => {
    socket.once('close', resolve);
  });
  return Buffer.concat(chunks).toString();
}

export function parseReply(text: string): RawReply | null {
  const match = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n(.*?)\r\n\r\n(.*)$/s.exec(text);
  if (!match) return null;
  const [, status, head = '', body = ''] = match;
  const headers = head.split('\r\n').map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name.toLowerCase(), value.join(':').trim()];
  });
  return { status: Number(status), headers: Object.fromEntries(headers) as Record<string, string>, body };
}
