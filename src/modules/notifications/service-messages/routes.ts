import { z } from 'zod';
import { Email } from '#modules/auth';
import { singleLine } from '#platform/http/fields.ts';
import { ownPath } from '#platform/http/own-path.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { MessageId, NotificationId } from '../contract.ts';
import { service } from '../rules.ts';
import { sendServiceEmail, sendServicePush } from './send.ts';

const route = routeOf<NotificationsContext>();

const path = z
  .string()
  .max(500)
  .refine((text) => ownPath(text) !== null, 'must be a path of this app')
  .default('/')
  .describe('The page of the app that it opens.');

export const serviceMessageRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'post',
    path: '/notifications/email',
    summary: 'Queue an email, for services; its record is among the messages',
    rule: service,
    body: z.strictObject({
      to: Email,
      subject: singleLine(200).min(1, 'must not be empty'),
      text: z.string().trim().min(1, 'must not be empty').max(10_000),
      path,
    }),
    reply: { status: 202, body: z.strictObject({ id: MessageId }).meta({ id: 'QueuedEmail' }) },
    handle: (ctx, { body }) => sendServiceEmail(ctx, body),
  }),
  route({
    method: 'post',
    path: '/notifications/push',
    summary: 'Queue a push message to a person’s browsers, for services',
    rule: service,
    body: z.strictObject({
      userId: UserId,
      title: singleLine(100).min(1, 'must not be empty'),
      body: z.string().trim().max(500).default(''),
      path,
    }),
    reply: {
      status: 202,
      body: z
        .strictObject({ id: NotificationId, devices: z.number().int().describe('Browsers that receive it.') })
        .meta({ id: 'QueuedPush' }),
    },
    handle: (ctx, { body }) => sendServicePush(ctx, body),
  }),
];
