import type { Actor } from '#platform/context.ts';
import { instant, jsonb, primaryKey, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import type { NotificationId, PushSubscriptionId } from '../contract.ts';

/** Browsers that a person allowed to show notifications (Push API). */
export const pushSubscriptionTable = notifications.table(
  'push_subscription',
  {
    userId: uuid().$type<UserId>().notNull(),
    id: uuid().$type<PushSubscriptionId>().notNull(),
    /** Where the browser's push service accepts messages for it. Whoever knows it can send to the browser. */
    endpoint: text().notNull(),
    /** The browser's public key and its authentication secret in base64url (RFC 8291, 2). */
    p256dh: text().notNull(),
    auth: text().notNull(),
    /** The public key that the browser accepts messages of: it changes with the installation's key. */
    serverKey: text().notNull(),
    /** Whose session or token subscribed. Nothing is sent after it ends. */
    actor: jsonb().$type<Actor>().notNull(),
    device: text().notNull(),
    createdAt: instant().notNull(),
    /** The newest notification that was sent, so that a retry skips devices that have it. */
    sentNotificationId: uuid().$type<NotificationId>(),
    sentAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    uniqueIndex('push_subscription_endpoint').on(table.endpoint),
  ],
);
