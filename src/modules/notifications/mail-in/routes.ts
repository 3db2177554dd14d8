import { z } from 'zod';
import { TaskId } from '#modules/tasks';
import { fileTooLarge } from '#platform/errors.ts';
import { anyone, type HttpRequest, idParam, type Route, routeOf } from '#platform/http/route.ts';
import { teamAdmin, teamWorker } from '#platform/http/rules.ts';
import { readUpload } from '#platform/http/upload.ts';
import type { NotificationsContext } from '../context.ts';
import { mailResults } from '../contract.ts';
import { service } from '../rules.ts';
import { maxMailBytes } from './parse-mail.ts';
import { receiveMail } from './receive-mail.ts';
import { receiveFromResend } from './resend-inbound.ts';
import { changeTeamMail, readTeamAddress, rotateTeamAddress } from './team-mail.ts';

const route = routeOf<NotificationsContext>();

const MailResult = z
  .strictObject({
    result: z.enum(mailResults),
    taskId: TaskId.nullable(),
    reason: z.string().nullable().describe('Why the mail was ignored.'),
  })
  .meta({ id: 'MailResult' });
const MailAddress = z
  .strictObject({
    address: z.string().nullable().describe('Null if the server receives no email.'),
    acceptsOutsiders: z.boolean().describe('Whether people who are not members can create tasks by email.'),
  })
  .meta({ id: 'MailAddress' });

export const mailInRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/teams/{id}/mail-address',
    summary: 'Get the address that turns emails into tasks of the team',
    rule: teamWorker,
    reply: { status: 200, body: MailAddress },
    handle: (ctx, { params }) => readTeamAddress(ctx, idParam(params)),
  }),
  route({
    method: 'patch',
    path: '/teams/{id}/mail-address',
    summary: 'Change who can create tasks by email',
    rule: teamAdmin,
    body: z.strictObject({ acceptsOutsiders: z.boolean() }),
    reply: { status: 200, body: MailAddress },
    handle: (ctx, { allowed, body }) => changeTeamMail(ctx, allowed, body),
  }),
  route({
    method: 'post',
    path: '/teams/{id}/mail-address/rotate',
    summary: 'Replace the team’s address by a new one; the earlier one stops working',
    rule: teamAdmin,
    reply: { status: 200, body: MailAddress },
    handle: (ctx, { allowed }) => rotateTeamAddress(ctx, allowed),
  }),
  route({
    method: 'post',
    path: '/mail-in/resend',
    summary: 'Receive the webhook email.received of Resend, and fetch the email',
    rule: anyone,
    body: z.string().describe('The event, signed by Resend with the secret in MAIL_IN_RESEND_SECRET (Svix headers).'),
    textBody: true,
    repeatable: false,
    reply: { status: 202, body: MailResult },
    handle: (ctx, { body, http }) => receiveFromResend(ctx, http.raw.headers, body),
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
    handle: async (ctx, { http, query: { recipient } }) =>
      receiveMail(ctx, {
        raw: await readMessage(http),
        ...(recipient === undefined ? {} : { recipients: [recipient] }),
      }),
  }),
];

/** @throws DomainError 413 for more than 25 MiB. */
async function readMessage(http: HttpRequest): Promise<Buffer> {
  const contentType = http.raw.headers.get('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const options = { maxBytes: maxMailBytes, field: 'message', store: readLimited };
    return (await readUpload(http, options)).stored;
  }
  return readLimited(http.incoming?.iterator({ destroyOnReturn: false }) ?? http.raw.body ?? []);
}

async function readLimited(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > maxMailBytes) throw fileTooLarge(maxMailBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
