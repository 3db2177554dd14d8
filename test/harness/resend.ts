import { once } from 'node:events';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

/** A mail that it accepted. */
export interface ResendMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** An HTTP server that speaks the part of Resend's API that sends a mail. */
export interface ResendServer {
  readonly url: string;
  /** The Message-IDs of accepted mails. */
  readonly accepted: string[];
  readonly mails: ResendMail[];
  readonly requestCount: () => number;
  /** Answers every mail with this status until it is changed; `reset` ends the connection, null accepts mails. */
  failWith(failure: number | 'reset' | null): void;
  close(): Promise<void>;
}

export async function startResend(): Promise<ResendServer> {
  const accepted: string[] = [];
  const mails: ResendMail[] = [];
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
      const id = randomUUID();
      if (failure === null) {
        const mail = JSON.parse(Buffer.concat(chunks).toString());
        accepted.push(mail.headers['Message-ID']);
        mails.push({ ...mail, id });
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(failure === null ? { id } : { statusCode: status, message: 'no', name: 'no' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    mails,
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
