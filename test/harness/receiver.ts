import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The parts of a body that tests look at. */
interface ReceivedJson {
  readonly type?: string;
  readonly data?: { readonly task?: { readonly title: string } };
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: ReceivedJson;
}

/** A server that receives webhooks and push messages. It answers 200 unless `answerWith` says otherwise. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Sets the handler of all further requests. */
  answerWith(answer: (response: ServerResponse, request: Received) => void): void;
  /** Resolves with the nth request, counted from 1. */
  request(number: number): Promise<Received>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answer: Parameters<Receiver['answerWith']>[0] = (response) => response.end('ok');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const text = bytes.toString();
      const { method = '', url: path = '', headers } = request;
      const isJson = headers['content-type']?.startsWith('application/json');
      const entry: Received = { method, path, headers, bytes, text, json: isJson ? JSON.parse(text) : {} };
      received.push(entry);
      answer(response, entry);
      for (const wake of waiting) wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith(next) {
      answer = next;
    },
    async request(number) {
      for (;;) {
        const entry = received[number - 1];
        if (entry) return entry;
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`no request ${number} within 20 seconds`)), 20_000);
          waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
