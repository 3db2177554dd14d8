import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { inboxOwner } from '../rules.ts';
import { markAllRead, markNotification } from './mark-notification.ts';
import { countUnread, listNotifications, Notification } from './notification.ts';

const route = routeOf<NotificationsContext>();

export const inboxRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications',
    summary: 'My inbox',
    rule: inboxOwner,
    query: z.strictObject({ ...pageQuery, unread: z.enum(['true', 'false']).default('false') }),
    reply: { status: 200, body: pageOf(Notification) },
    handle: (ctx, { allowed, query }) =>
      listNotifications(ctx, allowed.userId, { ...query, unread: query.unread === 'true' }),
  }),
  route({
    method: 'get',
    path: '/notifications/count',
    summary: 'Count unread notifications',
    rule: inboxOwner,
    reply: { status: 200, body: z.strictObject({ unread: z.number().int() }).meta({ id: 'NotificationCount' }) },
    handle: async (ctx, { allowed }) => ({ unread: await countUnread(ctx, allowed.userId, ctx.scope) }),
  }),
  route({
    method: 'post',
    path: '/notifications/read-all',
    summary: 'Mark all notifications as read',
    rule: inboxOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => markAllRead(ctx, allowed.userId),
  }),
  route({
    method: 'post',
    path: '/notifications/{id}/read',
    summary: 'Mark a notification as read',
    rule: inboxOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => markNotification(ctx, allowed.userId, idParam<NotificationId>(params), true),
  }),
  route({
    method: 'post',
    path: '/notifications/{id}/unread',
    summary: 'Mark a notification as unread',
    rule: inboxOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => markNotification(ctx, allowed.userId, idParam<NotificationId>(params), false),
  }),
];
