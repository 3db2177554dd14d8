import { connect, type Socket } from 'node:net';

// A process of its own that reads event streams, as many as the parent asks for: a reader in the parent would share
// its core with the one who writes.

/** One stream to open: `from` is the local address, so that more than 28,000 connections find a port. */
export interface StreamToOpen {
  readonly port: number;
  readonly from: string;
  readonly cookie: string;
}

export type ReadersCommand =
  | { readonly kind: 'open'; readonly streams: readonly StreamToOpen[] }
  /** Answers what arrived since the last report. */
  | { readonly kind: 'report' }
  | { readonly kind: 'close' };

export type ReadersReply =
  | { readonly kind: 'opened'; readonly open: number; readonly closed: readonly string[] }
  | {
      readonly kind: 'report';
      readonly latenciesMs: readonly number[];
      readonly open: number;
      readonly closed: readonly string[];
    };

const openAtOnce = 100;

const sockets = new Set<Socket>();
/** Why streams were closed, one text for each. */
const closed: string[] = [];
let latenciesMs: number[] = [];
let lastAt = { text: '', ms: 0 };

function reply(message: ReadersReply): void {
  process.send?.(message);
}

/** Received bytes go here and are read at once: a buffer for each chunk would cost the reader more than the writer. */
const received = Buffer.alloc(64 * 1024);

/** Settles once the stream says `ready`, or is closed. */
function open({ port, from, cookie }: StreamToOpen): Promise<void> {
  return new Promise((resolve) => {
    let text = '';
    let isReady = false;
    const read = (length: number): boolean => {
      const chunk = received.toString('latin1', 0, length);
      if (isReady) take(chunk);
      else {
        text += chunk;
        isReady = text.includes('event: ready');
        if (isReady) resolve();
      }
      return true;
    };
    const onread = { buffer: received, callback: read };
    const socket = connect({ port, host: '127.0.0.1', localAddress: from, onread });
    socket.write(
      `GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\nCookie: taskuno_session=${cookie}\r\n` +
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n' +
        'Accept-Language: en-GB,en;q=0.9,fa;q=0.8\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nSec-Fetch-Site: same-origin\r\n' +
        'Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://localhost/teams/board\r\n\r\n',
    );
    sockets.add(socket);
    let reason = 'closed by the server';
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      sockets.delete(socket);
      closed.push(`${reason} ${isReady ? 'after' : 'before'} it was ready: ${text.slice(0, 400)}`);
      resolve();
    });
  });
}

/** Frames of one write arrive together: they are short. */
function take(text: string): void {
  const now = Date.now();
  for (let at = text.indexOf('"at":"'); at !== -1; at = text.indexOf('"at":"', at + 1)) {
    const time = text.slice(at + 6, at + 30);
    if (time !== lastAt.text) lastAt = { text: time, ms: Date.parse(time) };
    latenciesMs.push(now - lastAt.ms);
  }
}

async function openAll(streams: readonly StreamToOpen[]): Promise<void> {
  const waiting = [...streams];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await open(next);
  };
  await Promise.all(Array.from({ length: openAtOnce }, work));
  reply({ kind: 'opened', open: sockets.size, closed });
}

process.on('message', (command: ReadersCommand) => {
  if (command.kind === 'open') void openAll(command.streams);
  if (command.kind === 'report') {
    reply({ kind: 'report', latenciesMs, open: sockets.size, closed });
    latenciesMs = [];
  }
  if (command.kind === 'close') {
    for (const socket of sockets) socket.destroy();
  }
});
