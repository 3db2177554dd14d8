import { once } from 'node:events';
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';

/** A status; `reset` ends the connection, `silence` never answers. */
export type Failure = number | 'reset' | 'silence';

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
  /** Fails every mail until it is changed; null accepts mails. */
  failWith(failure: Failure | null): void;
  /** Answers the next request with 500. */
  failOnce(): void;
  /** Answers 422 to mails to this address. */
  refuse(address: string): void;
  close(): Promise<void>;
}

export async function startResend(): Promise<ResendServer> {
  const accepted: string[] = [];
  const mails: ResendMail[] = [];
  let requestCount = 0;
  let failure: Failure | null = null;
  let failsNext = false;
  const refused = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requestCount += 1;
      if (failure === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      if (failure === 'silence') return;
      const isRefused = failure === null && refused.has(JSON.parse(Buffer.concat(chunks).toString()).to);
      const status = failsNext ? 500 : isRefused ? 422 : (failure ?? 200);
      failsNext = false;
      const id = randomUUID();
      if (status === 200) {
        const mail = JSON.parse(Buffer.concat(chunks).toString());
        accepted.push(mail.headers['Message-ID']);
        mails.push({ ...mail, id });
      }
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(status === 200 ? { id } : { statusCode: status, message: 'no', name: 'no' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    mails,
    requestCount: () => requestCount,
    refuse: (address) => void refused.add(address),
    failWith: (next) => {
      failure = next;
    },
    failOnce: () => {
      failsNext = true;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
