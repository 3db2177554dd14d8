import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { publish } from '../publish.ts';
import { notification } from '../schema.ts';

/** Marks one notification of mine as read or unread. */
export function markNotification(
  ctx: NotificationsContext,
  userId: UserId,
  id: NotificationId,
  isRead: boolean,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const readAt = isRead ? ctx.clock.now().toISOString() : null;
    const found = await mark(inTx, { userId, id, readAt });
    if (found.length === 0) throw notFound();
    await tell(inTx, userId);
  });
}

export function markAllRead(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await markAll(inTx, { userId, readAt: ctx.clock.now().toISOString() });
    await tell(inTx, userId);
  });
}

/** My other windows count anew. */
function tell(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return publish(ctx, {
    type: 'notification.changed',
    organizationId: null,
    subject: { kind: 'inbox', id: userId, version: 1 },
    audience: audience(null, { userIds: [userId] }),
    payload: { userId },
  });
}

const mark = query<{ userId: UserId; id: NotificationId; readAt: string | null }>()((place) =>
  build
    .update(notification)
    .set({ readAt: sql`${place.readAt}` })
    .where(and(eq(notification.userId, place.userId), eq(notification.id, place.id)))
    .returning({ id: notification.id }),
);
const markAll = query<{ userId: UserId; readAt: string }>()((place) =>
  build
    .update(notification)
    .set({ readAt: sql`${place.readAt}` })
    .where(and(eq(notification.userId, place.userId), isNull(notification.readAt))),
);
