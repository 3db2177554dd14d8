import { index, instant, integer, jsonb, oneOf, sql, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import { mailProviders, type MessageId, messageStates, suppressionReasons } from '../contract.ts';
import type { TextParams } from '../texts.ts';

/** A notification within a mail. */
export interface MessageItem {
  readonly type: string;
  readonly textParams: TextParams;
}

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
    /** The notifications of a mail that has several. */
    items: jsonb().$type<readonly MessageItem[]>(),
    state: text({ enum: messageStates }).notNull(),
    attempts: integer().notNull().default(0),
    /** Why the last attempt failed, or what the provider reported afterwards. */
    error: text(),
    createdAt: instant().notNull(),
    sentAt: instant(),
    /** When it was last tried, or had to wait for its provider or an earlier mail. */
    attemptedAt: instant(),
    /** When an admin queued it again. It is retried for five days from then. */
    retriedAt: instant(),
    /** Which provider accepted it, and its id there. */
    provider: text({ enum: mailProviders }),
    providerId: text(),
    /** The actions that its reader took from the mail; each of its links works once. */
    usedActions: text()
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [
    uniqueIndex('message_event').on(table.eventId, table.type, table.recipient),
    index('message_created').on(table.createdAt, table.id),
    index('message_state').on(table.state, table.createdAt, table.id),
    index('message_queued')
      .on(table.createdAt)
      .where(sql`${table.state} = 'queued'`),
    index('message_queued_recipient')
      .on(table.recipient, table.id)
      .where(sql`${table.state} = 'queued'`),
    index('message_provider_id')
      .on(table.providerId)
      .where(sql`${table.providerId} is not null`),
    oneOf('message_state', table.state, messageStates),
    oneOf('message_provider', table.provider, mailProviders),
  ],
);

/** Addresses that get no optional mails, because they bounced permanently or their owner complained. */
export const suppressionTable = notifications.table(
  'suppression',
  {
    /** In lower case. */
    address: text().primaryKey(),
    userId: uuid().$type<UserId>(),
    reason: text({ enum: suppressionReasons }).notNull(),
    /** What the provider said. */
    detail: text().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    index('suppression_user').on(table.userId),
    oneOf('suppression_reason', table.reason, suppressionReasons),
  ],
);

/** How each provider of mail did lately, as all processes saw it. */
export const mailProviderTable = notifications.table(
  'mail_provider',
  {
    provider: text({ enum: mailProviders }).primaryKey(),
    lastSuccessAt: instant(),
    lastFailureAt: instant(),
    lastError: text(),
    /** The first failure since the last success. */
    failingSince: instant(),
  },
  (table) => [oneOf('mail_provider_provider', table.provider, mailProviders)],
);
