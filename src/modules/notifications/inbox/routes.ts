import { z } from 'zod';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { Moment } from '#platform/http/fields.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { inboxOwner } from '../rules.ts';
import { countUnread, listNotifications } from './list-notifications.ts';
import { markAllRead, markNotification, snooze } from './mark-notification.ts';
import { Notification } from './notification.ts';
import { ownNotification } from './own-notification.ts';

const route = routeOf<NotificationsContext>();
const yesOrNo = z.enum(['true', 'false']).default('false');
const groupQuery = z.strictObject({
  group: z.literal('task').optional().describe('All notifications of its task that are not done.'),
});

const marking = (
  path: `/notifications/{id}/${'read' | 'unread' | 'done'}`,
  summary: string,
  change: 'read' | 'unread' | 'done',
) =>
  route({
    method: 'post',
    path,
    summary,
    rule: ownNotification,
    query: groupQuery,
    reply: { status: 204 },
    handle: (ctx, { allowed, query }) => markNotification(ctx, { ...allowed, byTask: query.group === 'task' }, change),
  });

export const inboxRoutes: Route<NotificationsContext>[] = [
  route({
    method: 'get',
    path: '/notifications',
    summary: 'My inbox',
    rule: inboxOwner,
    query: z.strictObject({
      ...pageQuery,
      unread: yesOrNo,
      snoozed: yesOrNo.describe('What is snoozed now, instead of what is open.'),
      done: yesOrNo.describe('What is done, instead of what is open.'),
      group: z.literal('task').optional().describe('Only the newest notification of each task, with their number.'),
    }),
    reply: { status: 200, body: pageOf(Notification) },
    handle: (ctx, { allowed, query: { unread, snoozed, done, group, ...page } }) =>
      listNotifications(ctx, allowed.userId, {
        ...page,
        part: done === 'true' ? 'done' : snoozed === 'true' ? 'snoozed' : 'open',
        unread: unread === 'true',
        byTask: group === 'task',
      }),
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
  marking('/notifications/{id}/read', 'Mark a notification as read', 'read'),
  marking('/notifications/{id}/unread', 'Mark a notification as unread, and take it back into the inbox', 'unread'),
  marking('/notifications/{id}/done', 'Take a notification out of the inbox', 'done'),
  route({
    method: 'post',
    path: '/notifications/{id}/snooze',
    summary: 'Take a notification out of the inbox until a time; then it is unread',
    rule: ownNotification,
    query: groupQuery,
    body: z.strictObject({ until: Moment }).meta({ id: 'Snooze' }),
    reply: { status: 204 },
    handle: (ctx, { allowed, query, body }) => snooze(ctx, { ...allowed, byTask: query.group === 'task' }, body.until),
  }),
];
