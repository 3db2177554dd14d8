import type { TaskId } from '#modules/tasks';
import {
  bigint,
  boolean,
  index,
  instant,
  integer,
  oneOf,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import { notifications } from './base.ts';
import { inboxErrors, mailResults } from '../contract.ts';

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
