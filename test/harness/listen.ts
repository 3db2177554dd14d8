import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type ConnectionLimits, createHttpServer } from '#platform/http/server.ts';
import type { TaskUno } from '../../src/composition/app.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** The app on a loopback port, for tests that need a real connection. */
export async function listen(app: TaskUno, wanted = 0, limits: Partial<ConnectionLimits> = {}): Promise<Listening> {
  const { log, failures, interceptors } = app;
  const publicUrl = 'http://localhost:8080';
  // Asked at each request, so that a test can stand between.
  const fetch: typeof app.http.fetch = (...exchange) => app.http.fetch(...exchange);
  const server = createHttpServer({ fetch, publicUrl, log, failures, limits, interceptors, overridesGlobals: false });
  // The server itself does not know the connections of event streams any more.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventStream {
  readonly events: StreamEvent[];
  /** The next event of this name, or an earlier one. */
  next(name: string, from?: number): Promise<StreamEvent>;
  /** Resolves once the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads Server-Sent Events as a browser would. */
export async function openStream(
  url: string,
  token: string,
  lastEventId?: string,
  transport: 'stream' | 'poll' = 'stream',
): Promise<EventStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/api/v1/events?transport=${transport}`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: controller.signal,
  });
  if (response.status !== 200 || !response.body) throw new Error(`the stream answers ${response.status}`);
  const events: StreamEvent[] = [];
  const waiting = new Set<() => void>();
  const ended = read(response.body, (event) => {
    events.push(event);
    for (const wake of waiting) wake();
  }).catch(() => undefined);
  return {
    events,
    ended,
    close: () => controller.abort(),
    async next(name, from = 0) {
      for (;;) {
        const match = events.slice(from).find(({ event }) => event === name);
        if (match) return match;
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`no event ${name} within 20 seconds`)), 20_000);
          waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
  };
}

async function read(body: ReadableStream<Uint8Array>, onEvent: (event: StreamEvent) => void): Promise<void> {
  let text = '';
  let id = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const fields = new Map(frame.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]));
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data !== undefined) onEvent({ id, event: fields.get('event') ?? 'message', data: JSON.parse(data) });
    }
  }
}
