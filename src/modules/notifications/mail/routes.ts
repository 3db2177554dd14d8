import { z } from 'zod';
import { instanceAdmin } from '#platform/http/rules.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, queryFamily } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { type MessageId, messageStates, notificationsContract } from '../contract.ts';
import { messageTable } from '../schema/message.ts';
import { EmailStatus, emailStatus } from './email-status.ts';
import { messageColumns, type MessageRow, messagesById } from './message.ts';
import { listMailTypes, MailTypes } from './mail-types.ts';
import { Message, MessageWithText, toMessage, withText } from './message-reply.ts';
import { previewPage } from './preview.ts';
import { retryFailedMessages, retryMessage } from './retry-message.ts';
import { sendTestMail } from './send-test.ts';

const route = routeOf<NotificationsContext>();

const messageQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(messageStates).optional(),
  type: z.string().max(100).optional(),
  q: z.string().max(320).optional().describe('A part of the recipient’s address or of the subject.'),
});
interface Filter {
  readonly state: string | null;
  readonly type: string | null;
  readonly part: string | null;
}

const order = keysetByTime(messageTable.createdAt, messageTable.id, 'newest-first');
const find = queryFamily<{ cursor: boolean; state: boolean; type: boolean; part: boolean }, PageParams & Filter>()(
  (shape, params) =>
    qb
      .select(messageColumns)
      .from(messageTable)
      .where(
        and(
          shape.cursor ? order.behind(params) : undefined,
          shape.state ? eq(messageTable.state, params.state) : undefined,
          shape.type ? eq(messageTable.type, params.type) : undefined,
          shape.part
            ? sql`strpos(lower(${messageTable.recipient} || chr(10) || ${messageTable.subject}), lower(${params.part}::text)) > 0`
            : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);

async function messageOf(ctx: NotificationsContext, params: { readonly id: string }): Promise<MessageRow> {
  const row = await maybeOne(messagesById(ctx, { ids: [idParam<MessageId>(params)] }));
  if (!row) throw notFound();
  return row;
}

export const mailRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/email/status',
    summary: 'Get the state of email: providers, queue and worker',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: EmailStatus },
    handle: (ctx) => emailStatus(ctx),
  }),
  route({
    method: 'post',
    path: '/email/test',
    summary: 'Send a test email now, and get the result',
    rule: instanceAdmin,
    tokenScope: 'admin',
    limit: 'mail',
    body: notificationsContract.methods.sendTestMail.input,
    reply: { status: 200, body: notificationsContract.methods.sendTestMail.output.meta({ id: 'TestEmail' }) },
    handle: (ctx, { body }) => sendTestMail(ctx, body),
  }),
  route({
    method: 'get',
    path: '/email/types',
    summary: 'List the types of email, with their names in my language',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: MailTypes },
    handle: (ctx) => listMailTypes(ctx),
  }),
  route({
    method: 'get',
    path: '/admin/messages',
    mayBeLate: true,
    summary: 'List emails and their status, newest first',
    rule: instanceAdmin,
    tokenScope: 'admin',
    query: messageQuery,
    reply: { status: 200, body: pageOf(Message) },
    handle: (ctx, { query: { state = null, type = null, q: part = null, ...page } }) => {
      const shape = { state: state !== null, type: type !== null, part: part !== null };
      return keysetPage(page, {
        kinds: order.kinds,
        find: (params) => find(ctx, { cursor: params.hasCursor, ...shape }, { ...params, state, type, part }),
        keyOf: ({ createdAt, id }) => [createdAt, id],
        toItems: (rows) => rows.map(toMessage),
      });
    },
  }),
  route({
    method: 'post',
    path: '/admin/messages/retry',
    summary: 'Send all failed emails again',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: z.strictObject({ count: z.number().int() }).meta({ id: 'RetriedMessages' }) },
    handle: (ctx) => retryFailedMessages(ctx),
  }),
  route({
    method: 'get',
    path: '/admin/messages/{id}',
    summary: 'Get an email as it is rendered; its one-time links are hidden',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: MessageWithText },
    handle: async (ctx, { params }) => withText(ctx, await messageOf(ctx, params)),
  }),
  route({
    method: 'get',
    path: '/admin/messages/{id}/preview',
    summary: 'Show the HTML part of an email as a page; its links lead nowhere',
    rule: instanceAdmin,
    tokenScope: 'admin',
    htmlPage: true,
    reply: { status: 200, description: 'The email, for a frame in the app: without scripts and without network.' },
    handle: async (ctx, { params, http }) => previewPage(ctx, http.headers, await messageOf(ctx, params)),
  }),
  route({
    method: 'post',
    path: '/admin/messages/{id}/retry',
    summary: 'Send an email again that was not delivered, and notifications to its address',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: Message },
    handle: async (ctx, { params }) => toMessage(await retryMessage(ctx, idParam<MessageId>(params))),
  }),
];
