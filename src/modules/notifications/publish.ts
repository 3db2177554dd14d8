import { audience, publisher } from '#platform/events/event.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from './context.ts';
import { notificationsContract } from './contract.ts';
import { outbox } from './schema/module-tables.ts';

export const publish = publisher(notificationsContract.events, outbox);

/** Other windows of the same person update their inbox, unread count and what is muted. */
export function publishInboxChange(ctx: NotificationsContext, userId: UserId): Promise<void> {
  return publish(ctx, {
    type: 'notification.changed',
    organizationId: null,
    subject: { kind: 'inbox', id: userId, version: 1 },
    audience: audience(null, { userIds: [userId] }),
    payload: { userId },
  });
}
