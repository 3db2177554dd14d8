import {
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  pgSchema,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { type MessageId, messageStates, type NotificationId } from './contract.ts';
import type { TextParams } from './texts.ts';
import { storedTypes } from './types/registry.ts';

export const notifications = pgSchema('notifications');

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
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    uniqueIndex('notification_id').on(table.id),
    index('notification_organization').on(table.organizationId),
    uniqueIndex('notification_event').on(table.userId, table.eventId, table.type),
    index('notification_user').on(table.userId, table.createdAt, table.id),
    index('notification_unread')
      .on(table.userId)
      .where(sql`${table.readAt} is null`),
    oneOf('notification_type', table.type, storedTypes),
  ],
);

/** Every mail with its recipient, subject and result. The text is rendered when it is sent or shown. */
export const messageTable = notifications.table(
  'message',
  {
    id: uuid().$type<MessageId>().primaryKey(),
    organizationId: uuid().$type<OrganizationId>(),
    eventId: uuid().notNull(),
    type: text().notNull(),
    recipient: text().notNull(),
    userId: uuid().$type<UserId>(),
    locale: text().notNull(),
    subject: text().notNull(),
    textParams: jsonb('facts').$type<TextParams>().notNull(),
    state: text({ enum: messageStates }).notNull(),
    attempts: integer().notNull().default(0),
    error: text(),
    createdAt: instant().notNull(),
    sentAt: instant(),
  },
  (table) => [
    uniqueIndex('message_event').on(table.eventId, table.type, table.recipient),
    index('message_created').on(table.createdAt, table.id),
    index('message_queued')
      .on(table.createdAt)
      .where(sql`${table.state} = 'queued'`),
    oneOf('message_state', table.state, messageStates),
  ],
);

export const outbox = outboxTable(notifications);
export const inbox = inboxTable(notifications);
export const command = commandTable(notifications);
