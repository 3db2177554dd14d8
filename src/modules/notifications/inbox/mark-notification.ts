import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { publish } from '../publish.ts';
import { notificationTable } from '../schema.ts';

/** Marks one of the caller's notifications as read or unread. */
export function markNotification(
  ctx: NotificationsContext,
  userId: UserId,
  id: NotificationId,
  isRead: boolean,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const readAt = isRead ? ctx.clock.now().toISOString() : null;
    const marked = await mark(inTx, { userId, id, readAt });
    if (marked.length === 0) throw notFound();
    await publishUnreadChange(inTx, userId);
  });
}

export function markAllRead(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await markAll(inTx, { userId, readAt: ctx.clock.now().toISOString() });
    await publishUnreadChange(inTx, userId);
  });
}

/** Other windows of the same person update their unread count. */
function publishUnreadChange(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return publish(ctx, {
    type: 'notification.changed',
    organizationId: null,
    subject: { kind: 'inbox', id: userId, version: 1 },
    audience: audience(null, { userIds: [userId] }),
    payload: { userId },
  });
}

const mark = query<{ userId: UserId; id: NotificationId; readAt: string | null }>()((params) =>
  qb
    .update(notificationTable)
    .set({ readAt: sql`${params.readAt}` })
    .where(and(eq(notificationTable.userId, params.userId), eq(notificationTable.id, params.id)))
    .returning({ id: notificationTable.id }),
);
const markAll = query<{ userId: UserId; readAt: string }>()((params) =>
  qb
    .update(notificationTable)
    .set({ readAt: sql`${params.readAt}` })
    .where(and(eq(notificationTable.userId, params.userId), isNull(notificationTable.readAt))),
);
