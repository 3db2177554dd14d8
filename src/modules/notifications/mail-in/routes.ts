import { z } from 'zod';
import { fileTooLarge } from '#platform/errors.ts';
import { type HttpRequest, idParam, type Route, routeOf } from '#platform/http/route.ts';
import { teamWorker } from '#platform/http/rules.ts';
import { readUpload } from '#platform/http/upload.ts';
import type { NotificationsContext } from '../context.ts';
import { teamAddress } from '../mail-in-address.ts';
import { service } from '../rules.ts';
import { MailResult, receiveMail } from './receive-mail.ts';

const route = routeOf<NotificationsContext>();
const maxBytes = 25 * 1024 * 1024;

export const mailInRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/mail-address',
    summary: 'Get the address that turns emails of members into tasks of the team',
    rule: teamWorker,
    reply: {
      status: 200,
      body: z
        .strictObject({ address: z.string().nullable().describe('Null if the server receives no email.') })
        .meta({ id: 'MailAddress' }),
    },
    handle: async ({ mailIn }, { params }) => ({
      address: mailIn === null ? null : teamAddress(mailIn, idParam(params)),
    }),
  }),
  route({
    method: 'post',
    path: '/mail-in/raw',
    summary: 'Deliver a received email: as message/rfc822, or as a form with the file "message"',
    rule: service,
    upload: true,
    repeatable: false,
    query: z.strictObject({
      recipient: z.string().max(320).optional().describe('The address it was delivered to. Default: from its headers.'),
    }),
    body: z.strictObject({ message: z.string().meta({ format: 'binary' }) }),
    reply: { status: 202, body: MailResult },
    handle: async (ctx, { http, query }) => receiveMail(ctx, await readMessage(http), query.recipient),
  }),
];

/** @throws DomainError 413 for more than 25 MiB. */
async function readMessage(http: HttpRequest): Promise<Buffer> {
  const contentType = http.raw.headers.get('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const options = { maxBytes, field: 'message', store: readLimited };
    return (await readUpload(http, options)).stored;
  }
  return readLimited(http.incoming?.iterator({ destroyOnReturn: false }) ?? http.raw.body ?? []);
}

async function readLimited(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > maxBytes) throw fileTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
