import { z } from 'zod';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { suppressionReasons } from '../contract.ts';
import { inboxOwner } from '../rules.ts';
import { retryOwnAddress, showOwnAddress } from './own-address.ts';

const route = routeOf<NotificationsContext>();

const OwnEmailAddress = z
  .strictObject({
    email: z.string(),
    suppression: z
      .strictObject({ reason: z.enum(suppressionReasons), detail: z.string(), since: z.iso.datetime() })
      .nullable()
      .describe('Why the address gets no notifications. Emails about the account and its security are still sent.'),
  })
  .meta({ id: 'OwnEmailAddress' });

export const ownAddressRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications/email-address',
    summary: 'Get whether my email address accepts notifications',
    rule: inboxOwner,
    reply: { status: 200, body: OwnEmailAddress },
    handle: (ctx, { allowed }) => showOwnAddress(ctx, allowed.userId),
  }),
  route({
    method: 'post',
    path: '/notifications/email-address/retry',
    summary: 'Send notifications to my email address again, and a test email now',
    rule: inboxOwner,
    limit: 'mail',
    reply: { status: 200, body: OwnEmailAddress },
    handle: (ctx, { allowed }) => retryOwnAddress(ctx, allowed.userId),
  }),
];
