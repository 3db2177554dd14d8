import { index, instant, jsonb, oneOf, primaryKey, sql, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import type { NotificationId } from '../contract.ts';
import type { TextParams } from '../texts.ts';
import { storedTypes } from '../types/registry.ts';

/** Notifications in people's inboxes. */
export const notificationTable = notifications.table(
  'notification',
  {
    /** Null for what concerns the account itself. */
    organizationId: uuid().$type<OrganizationId>(),
    id: uuid().$type<NotificationId>().notNull(),
    userId: uuid().$type<UserId>().notNull(),
    /** A type of the registry, or an earlier name of one. */
    type: text().notNull(),
    eventId: uuid().notNull(),
    taskId: uuid(),
    actorId: uuid().$type<UserId>(),
    /** Parameters of the text: key, title, names. The text is rendered in the reader's language. */
    textParams: jsonb('facts').$type<TextParams>().notNull(),
    readAt: instant(),
    snoozedUntil: instant(),
    doneAt: instant(),
    /** The last change of these three times by its reader, and the times before it: what undo restores. */
    changeId: uuid(),
    previousReadAt: instant(),
    previousSnoozedUntil: instant(),
    previousDoneAt: instant(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    uniqueIndex('notification_id').on(table.id),
    index('notification_organization').on(table.organizationId),
    uniqueIndex('notification_event').on(table.userId, table.eventId, table.type),
    index('notification_user').on(table.userId, table.createdAt, table.id),
    index('notification_task').on(table.userId, table.taskId, table.createdAt),
    index('notification_snoozed')
      .on(table.snoozedUntil)
      .where(sql`${table.snoozedUntil} is not null`),
    index('notification_unread')
      .on(table.userId)
      .where(sql`${table.readAt} is null`),
    oneOf('notification_type', table.type, storedTypes),
  ],
);
