import { z } from 'zod';
import { instanceAdmin } from '#platform/http/rules.ts';
import { qb } from '#platform/database/drizzle.ts';
import { maybeOne, queryFamily } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { MessageId, messageStates } from '../contract.ts';
import { messageTable } from '../schema.ts';
import { mailBacklog, messageColumns, type MessageRow, messagesById } from './message.ts';
import { renderMail } from './render.ts';
import { linkOf } from './send-message.ts';

const route = routeOf<NotificationsContext>();

const Message = z
  .strictObject({
    id: MessageId,
    type: z.string(),
    recipient: z.string(),
    subject: z.string(),
    state: z.enum(messageStates),
    sent: z.boolean(),
    attempts: z.number().int(),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Message' });
const MessageWithText = Message.extend({ text: z.string().nullable(), html: z.string().nullable() }).meta({
  id: 'MessageWithText',
});

function toMessage({ id, type, recipient, subject, state, attempts, error, createdAt, sentAt }: MessageRow) {
  return { id, type, recipient, subject, state, sent: state === 'sent', attempts, error, createdAt, sentAt };
}

/** Adds the text with its one-time link, for developers who try the app on their own machine. */
async function withText(ctx: NotificationsContext, row: MessageRow) {
  const isShown = row.state === 'outbox' && ctx.showsLinks;
  const url = isShown ? (await linkOf(ctx, row)).url : null;
  const content = isShown ? renderMail({ ...row, url: url ?? `${ctx.publicUrl}/`, publicUrl: ctx.publicUrl }) : null;
  return { ...toMessage(row), text: content?.text ?? null, html: content?.html ?? null };
}

const order = keysetByTime(messageTable.createdAt, messageTable.id, 'newest-first');
const find = queryFamily<{ cursor: boolean }, PageParams>()((shape, params) =>
  qb
    .select(messageColumns)
    .from(messageTable)
    .where(shape.cursor ? order.behind(params) : undefined)
    .orderBy(...order.orderBy)
    .limit(params.limit),
);

export const mailRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/email/status',
    summary: 'Get email transport and queue status',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: {
      status: 200,
      body: z
        .strictObject({
          transport: z.enum(['smtp', 'resend', 'outbox']),
          waiting: z.number().int(),
          oldestWaitingAt: z.iso.datetime().nullable(),
          failed: z.number().int(),
          queues: z.array(
            z.strictObject({
              name: z.string(),
              waiting: z.number().int(),
              active: z.number().int(),
              failed: z.number().int(),
              oldestSeconds: z.number(),
            }),
          ),
        })
        .meta({ id: 'EmailStatus' }),
    },
    handle: async (ctx) => {
      const { waiting, oldestAt, failed } = await mailBacklog(ctx);
      const queues = (await ctx.queue.status()).filter(({ name }) => name.startsWith('notifications.'));
      return { transport: ctx.transport.kind, waiting, oldestWaitingAt: oldestAt, failed, queues };
    },
  }),
  route({
    method: 'get',
    path: '/admin/messages',
    summary: 'List emails and their status, newest first',
    rule: instanceAdmin,
    tokenScope: 'admin',
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(Message) },
    handle: (ctx, { query: asked }) =>
      keysetPage(asked, {
        kinds: order.kinds,
        find: (page) => find(ctx, { cursor: page.hasCursor }, page),
        keyOf: ({ createdAt, id }) => [createdAt, id],
        toItems: (rows) => rows.map(toMessage),
      }),
  }),
  route({
    method: 'get',
    path: '/admin/messages/{id}',
    summary: 'Get an email; its text is included only from the development outbox of a server on loopback',
    rule: instanceAdmin,
    tokenScope: 'admin',
    reply: { status: 200, body: MessageWithText },
    handle: async (ctx, { params }) => {
      const row = await maybeOne(messagesById(ctx, { ids: [idParam<MessageId>(params)] }));
      if (!row) throw notFound();
      return withText(ctx, row);
    },
  }),
];
