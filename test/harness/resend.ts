import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that speaks the part of Resend's API that sends a mail. */
export interface ResendServer {
  readonly url: string;
  /** The Message-IDs of accepted mails. */
  readonly accepted: string[];
  readonly requestCount: () => number;
  /** Answers every mail with this status until it is changed; `reset` ends the connection, null accepts mails. */
  failWith(failure: number | 'reset' | null): void;
  close(): Promise<void>;
}

export async function startResend(): Promise<ResendServer> {
  const accepted: string[] = [];
  let requestCount = 0;
  let failure: number | 'reset' | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requestCount += 1;
      if (failure === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      const status = failure ?? 200;
      if (failure === null) accepted.push(JSON.parse(Buffer.concat(chunks).toString()).headers['Message-ID']);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(failure === null ? { id: 'x' } : { statusCode: status, message: 'no', name: 'no' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    requestCount: () => requestCount,
    failWith: (next) => {
      failure = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
