import {
  bigint,
  boolean,
  foreignKey,
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
import type { TaskId } from '#modules/tasks';
import type { Actor } from '#platform/context.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import {
  channelKinds,
  type DeliveryId,
  deliveryStates,
  disabledReasons,
  inboxErrors,
  mailProviders,
  mailResults,
  type MessageId,
  messageStates,
  mutableKinds,
  type NotificationId,
  type PushSubscriptionId,
  suppressionReasons,
  type WebhookId,
  webhookPresets,
} from './contract.ts';
import type { PreferenceChoices } from './choices/choices.ts';
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

/** What a team's admins chose for emails to the team. Without a row: version 1, members only. */
export const teamMailTable = notifications.table(
  'team_mail',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    teamId: uuid().$type<TeamId>().notNull(),
    /** Part of the signature of the team's address. */
    addressVersion: integer().notNull().default(1),
    /** Whether people who are not members of the team can create tasks by email. */
    acceptsOutsiders: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.teamId] }),
    uniqueIndex('team_mail_team').on(table.teamId),
  ],
);

/** Emails that came to an address of ours, each once, and what became of them. Kept for 90 days. */
export const receivedMailTable = notifications.table(
  'received_mail',
  {
    /** A digest of its Message-ID and the address. */
    key: text().primaryKey(),
    /** Null until the email is known to concern an organization. */
    organizationId: uuid().$type<OrganizationId>(),
    /** In lower case. Empty once the account with this address is deleted. */
    sender: text().notNull(),
    /** The account with this address, whoever really sent it. */
    userId: uuid().$type<UserId>(),
    result: text({ enum: mailResults }).notNull(),
    /** Why it was ignored. */
    reason: text(),
    taskId: uuid().$type<TaskId>(),
    /** Whether its sender was told why it was ignored. */
    isAnswered: boolean().notNull(),
    receivedAt: instant().notNull(),
  },
  (table) => [
    index('received_mail_sender').on(table.sender, table.receivedAt),
    index('received_mail_received').on(table.receivedAt),
    index('received_mail_organization').on(table.organizationId),
    index('received_mail_user').on(table.userId),
    oneOf('received_mail_result', table.result, mailResults),
  ],
);

/** The inbox that is read by IMAP, and how reading it went. */
export const mailInboxTable = notifications.table(
  'mail_inbox',
  {
    /** A digest of server, user and folder. */
    id: text().primaryKey(),
    /** The numbers of messages mean nothing after this changes (RFC 3501, 2.3.1.1). */
    uidValidity: text().notNull().default(''),
    /** All messages up to this number have been handled. */
    lastUid: bigint({ mode: 'number' }).notNull().default(0),
    /** How often handling the next message failed. */
    attempts: integer().notNull().default(0),
    /** One process reads at a time: it reserves the inbox until then, and again before each message. */
    reservedUntil: instant(),
    nextPollAt: instant(),
    lastSuccessAt: instant(),
    /** The first failure since the last success. */
    failingSince: instant(),
    failures: integer().notNull().default(0),
    error: text({ enum: inboxErrors }),
    errorDetail: text(),
  },
  (table) => [oneOf('mail_inbox_error', table.error, inboxErrors)],
);

/** Targets that receive the events of an organization, or of some of its teams. */
export const webhookTable = notifications.table(
  'webhook',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    id: uuid().$type<WebhookId>().notNull(),
    name: text().notNull(),
    preset: text({ enum: webhookPresets }).notNull(),
    /** Address and credentials, encrypted: the address of a chat often is its only secret. */
    encryptedTarget: text().notNull(),
    /** The address without its secrets, as it is shown. */
    shownUrl: text().notNull(),
    events: text().array().notNull(),
    /** Null for all teams. An empty list, after all of its teams are gone, matches none. */
    teamIds: uuid().array().$type<TeamId[]>(),
    encryptedSecret: text().notNull(),
    /** Signs too until the time beside it, so that receivers can change to the new secret. */
    encryptedPreviousSecret: text(),
    previousSecretUntil: instant(),
    /** The first failure since the last success. */
    failingSince: instant(),
    disabledAt: instant(),
    disabledReason: text({ enum: disabledReasons }),
    /** Null after the account is deleted. */
    createdBy: uuid().$type<UserId>(),
    createdAt: instant().notNull(),
    version: integer().notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('webhook_id').on(table.id),
    index('webhook_created_by').on(table.createdBy),
    oneOf('webhook_preset', table.preset, webhookPresets),
    oneOf('webhook_disabled_reason', table.disabledReason, disabledReasons),
  ],
);

/** An attempt at a delivery. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** Events on their way to a webhook, and what became of them. Kept for 30 days. */
export const deliveryTable = notifications.table(
  'webhook_delivery',
  {
    organizationId: uuid().$type<OrganizationId>().notNull(),
    /** Derived from event and webhook: also the message id that receivers see. */
    id: uuid().$type<DeliveryId>().notNull(),
    webhookId: uuid().$type<WebhookId>().notNull(),
    type: text().notNull(),
    payload: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    state: text({ enum: deliveryStates }).notNull(),
    attempts: jsonb().$type<DeliveryAttempt[]>().notNull().default([]),
    /** The beginning of the last reply. */
    response: text(),
    nextAttemptAt: instant(),
    /** When it was queued, or queued again by a person. It is retried for three days from then. */
    queuedAt: instant().notNull(),
    createdAt: instant().notNull(),
    finishedAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    uniqueIndex('webhook_delivery_id').on(table.id),
    index('webhook_delivery_webhook').on(table.organizationId, table.webhookId, table.createdAt, table.id),
    index('webhook_delivery_created').on(table.createdAt),
    foreignKey({
      name: 'webhook_delivery_webhook_fk',
      columns: [table.organizationId, table.webhookId],
      foreignColumns: [webhookTable.organizationId, webhookTable.id],
    }).onDelete('cascade'),
    oneOf('webhook_delivery_state', table.state, deliveryStates),
  ],
);

/** What a person chose, where it differs from the defaults; and what differs from that in an organization. */
export const preferenceTable = notifications.table('preference', {
  userId: uuid().$type<UserId>().primaryKey(),
  own: jsonb().$type<PreferenceChoices>().notNull(),
  byOrganization: jsonb().$type<Readonly<Record<OrganizationId, PreferenceChoices>>>().notNull(),
});

/** Tasks and projects that a person muted. */
export const muteTable = notifications.table(
  'mute',
  {
    userId: uuid().$type<UserId>().notNull(),
    organizationId: uuid().$type<OrganizationId>().notNull(),
    subjectId: uuid().notNull(),
    kind: text({ enum: mutableKinds }).notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.subjectId] }),
    index('mute_organization').on(table.organizationId),
    oneOf('mute_kind', table.kind, mutableKinds),
  ],
);

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

export const outbox = outboxTable(notifications);
export const inbox = inboxTable(notifications);
export const command = commandTable(notifications);
