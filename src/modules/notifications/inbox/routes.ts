import { z } from 'zod';
import { TaskId } from '#modules/tasks';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { Moment } from '#platform/http/fields.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { NotificationsContext } from '../context.ts';
import { ChangeId, NotificationId } from '../contract.ts';
import type { UserId } from '#platform/ids.ts';
import { inboxOwner } from '../rules.ts';
import { countUnread, listNotifications } from './list-notifications.ts';
import { type Marked, markNotifications, undoChange } from './mark-notification.ts';
import { Notification } from './notification.ts';
import { ownNotification } from './own-notification.ts';

const route = routeOf<NotificationsContext>();
const yesOrNo = z.enum(['true', 'false']).default('false');
const groupQuery = z.strictObject({
  group: z.literal('task').optional().describe('Also the earlier notifications of its task.'),
});

/** One of the caller's notifications, or with its group all of its task. */
const oneOf = ({ userId, id }: { userId: UserId; id: NotificationId }, group: 'task' | undefined): Marked => ({
  userId,
  ids: [id],
  byTask: group === 'task',
  all: null,
});

const maxMarked = 200;
const Which = {
  ids: z.array(NotificationId).min(1).max(maxMarked).optional(),
  group: z.literal('task').optional().describe('With `ids`: also the earlier notifications of their tasks.'),
  all: z
    .enum(['read', 'unread'])
    .optional()
    .describe('Instead of `ids`: everything in the inbox that is read, or that is unread.'),
};
const Mark = z
  .discriminatedUnion('to', [
    z.strictObject({ ...Which, to: z.enum(['read', 'unread', 'done']) }),
    z.strictObject({ ...Which, to: z.literal('snoozed'), until: Moment }),
  ])
  .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), 'Give either `ids` or `all`.')
  .meta({ id: 'InboxMark' });

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
    handle: async (ctx, { allowed, query }) => {
      await markNotifications(ctx, oneOf(allowed, query.group), { to: change });
    },
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
      taskId: TaskId.optional().describe('Only those of this task.'),
    }),
    reply: { status: 200, body: pageOf(Notification) },
    handle: (ctx, { allowed, query: { unread, snoozed, done, group, taskId = null, ...page } }) =>
      listNotifications(ctx, allowed.userId, {
        ...page,
        part: done === 'true' ? 'done' : snoozed === 'true' ? 'snoozed' : 'open',
        unread: unread === 'true',
        byTask: group === 'task',
        taskId,
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
    handle: async (ctx, { allowed: { userId } }) => {
      await markNotifications(ctx, { userId, ids: [], byTask: false, all: 'unread' }, { to: 'read' });
    },
  }),
  route({
    method: 'post',
    path: '/notifications/mark',
    summary: 'Mark notifications as read, unread or done, or snooze them',
    rule: inboxOwner,
    body: Mark,
    reply: {
      status: 200,
      body: z
        .strictObject({ changeId: ChangeId.describe('Undoes it.'), count: z.number().int() })
        .meta({ id: 'ChangedNotifications' }),
    },
    handle: (ctx, { allowed: { userId }, body: { ids = [], group, all = null, ...change } }) =>
      markNotifications(ctx, { userId, ids, byTask: group === 'task', all }, change),
  }),
  route({
    method: 'post',
    path: '/notifications/undo',
    summary: 'Undo a change of my inbox, except where it was changed again since',
    rule: inboxOwner,
    body: z.strictObject({ changeId: ChangeId }).meta({ id: 'UndoInboxChange' }),
    reply: { status: 204 },
    handle: (ctx, { allowed: { userId }, body: { changeId } }) => undoChange(ctx, { userId, changeId }),
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
    handle: async (ctx, { allowed, query, body }) => {
      await markNotifications(ctx, oneOf(allowed, query.group), { to: 'snoozed', until: body.until });
    },
  }),
];
