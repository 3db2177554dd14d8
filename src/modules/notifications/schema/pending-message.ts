import { boolean, index, instant, integer, jsonb, oneOf, primaryKey, text, uuid } from '#platform/database/drizzle.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import { channelKinds, type NotificationId } from '../contract.ts';

/** Until when further messages to a person about the same subject are collected into one. */
export const messageWindowTable = notifications.table(
  'message_window',
  {
    userId: uuid().$type<UserId>().notNull(),
    channel: text({ enum: channelKinds }).notNull(),
    groupKey: text().notNull(),
    until: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.channel, table.groupKey] })],
);

/** What is to be sent later: after quiet hours, in a digest, or together with other changes of its subject. */
export const pendingMessageTable = notifications.table(
  'pending_message',
  {
    userId: uuid().$type<UserId>().notNull(),
    id: uuid().notNull(),
    organizationId: uuid().$type<OrganizationId>(),
    channel: text({ enum: channelKinds }).notNull(),
    notificationId: uuid().$type<NotificationId>().notNull(),
    type: text().notNull(),
    /** The event that it is about. */
    event: jsonb().$type<AnyEvent>().notNull(),
    groupKey: text().notNull(),
    dueAt: instant().notNull(),
    isDigest: boolean().notNull(),
    /** How often it could not be sent, and why. */
    attempts: integer().notNull().default(0),
    error: text(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.id] }),
    index('pending_message_due').on(table.dueAt),
    index('pending_message_organization').on(table.organizationId),
    oneOf('pending_message_channel', table.channel, channelKinds),
  ],
);
