import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that speaks the part of Resend's API that gives received mails, and signs webhooks as Resend does. */
export interface ResendInbox {
  readonly url: string;
  readonly secret: string;
  /** The API keys of all requests. */
  readonly keys: (string | undefined)[];
  /** Keeps a mail, to be fetched by its id. */
  add(id: string, raw: string | Buffer, recipients: readonly string[]): void;
  failWith(status: number | null): void;
  /** Headers of a webhook that was signed at this time. */
  sign(id: string, body: string, at: Date): Record<string, string>;
  close(): Promise<void>;
}

export async function startResendInbox(): Promise<ResendInbox> {
  const mails = new Map<string, { raw: string | Buffer; recipients: readonly string[] }>();
  const secret = Buffer.from('a secret of the loopback webhook');
  const keys: (string | undefined)[] = [];
  let failure: number | null = null;
  const server = createServer((request, response) => {
    const [, kind, id = ''] = /^\/(emails\/receiving|raw)\/([^/?]+)/.exec(request.url ?? '') ?? [];
    const mail = mails.get(id);
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (kind !== 'raw') keys.push(request.headers.authorization);
    if (failure !== null) reply(failure, { statusCode: failure, name: 'error', message: 'not now' });
    else if (!mail) reply(404, { statusCode: 404, name: 'not_found', message: 'Email not found' });
    else if (kind === 'raw') response.end(mail.raw);
    else
      reply(200, {
        object: 'email',
        id,
        to: ['somebody@else.example'],
        from: 'x@example.com',
        created_at: '2026-11-28 09:00:00+00',
        subject: '',
        bcc: [],
        cc: [],
        reply_to: [],
        received_for: mail.recipients,
        html: null,
        text: null,
        headers: {},
        message_id: '<x@example.com>',
        raw: { download_url: `${url()}/raw/${id}`, expires_at: '2026-11-28T10:00:00Z' },
        attachments: [],
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url(),
    secret: `whsec_${secret.toString('base64')}`,
    keys,
    add: (id, raw, recipients) => void mails.set(id, { raw, recipients }),
    failWith: (status) => {
      failure = status;
    },
    sign(id, body, at) {
      const timestamp = String(Math.floor(at.getTime() / 1_000));
      const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
      return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
