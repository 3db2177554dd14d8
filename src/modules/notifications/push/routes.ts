import { z } from 'zod';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import type { PushSubscriptionId } from '../contract.ts';
import { inboxOwner } from '../rules.ts';
import {
  addPushSubscription,
  listPushSubscriptions,
  NewPushSubscription,
  PushSubscription,
  removePushSubscription,
} from './push-subscription.ts';

const route = routeOf<NotificationsContext>();

export const pushRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications/push-key',
    summary: 'The key that a browser needs to subscribe to push messages (VAPID, RFC 8292)',
    rule: inboxOwner,
    reply: { status: 200, body: z.strictObject({ key: z.string() }).meta({ id: 'PushKey' }) },
    handle: async (ctx) => ({ key: ctx.vapid.current.publicKey }),
  }),
  route({
    method: 'get',
    path: '/notifications/push-subscriptions',
    summary: 'My devices that receive push messages',
    rule: inboxOwner,
    reply: {
      status: 200,
      body: z.strictObject({ items: z.array(PushSubscription) }).meta({ id: 'PushSubscriptions' }),
    },
    handle: async (ctx, { allowed: { userId } }) => ({ items: await listPushSubscriptions(ctx, { userId }) }),
  }),
  route({
    method: 'post',
    path: '/notifications/push-subscriptions',
    summary: 'Send push messages to this browser',
    rule: inboxOwner,
    body: NewPushSubscription,
    reply: { status: 201, body: PushSubscription },
    handle: (ctx, { allowed, body, http }) => addPushSubscription(ctx, allowed.userId, body, http.context.userAgent),
  }),
  route({
    method: 'delete',
    path: '/notifications/push-subscriptions/{id}',
    summary: 'Stop sending push messages to a device',
    rule: inboxOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) =>
      removePushSubscription(ctx, allowed.userId, idParam<PushSubscriptionId>(params)),
  }),
];
