import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { pendingMessageTable, messageWindowTable } from '../schema/pending-message.ts';
import { messageTable, suppressionTable } from '../schema/message.ts';
import { muteTable, preferenceTable } from '../schema/preference.ts';
import { notificationTable } from '../schema/notification.ts';
import { pushSubscriptionTable } from '../schema/push-subscription.ts';
import { receivedMailTable } from '../schema/received-mail.ts';

/** Deletes notifications and mails of a purged organization. Idempotent. */
export const forgetOrganization = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`
    with deleted as (delete from ${notificationTable} where organization_id = ${params.organizationId}),
    unmuted as (delete from ${muteTable} where organization_id = ${params.organizationId}),
    undelivered as (delete from ${pendingMessageTable} where organization_id = ${params.organizationId}),
    chosen as (
      update ${preferenceTable} set by_organization = by_organization - ${params.organizationId}::text
      where by_organization ? ${params.organizationId}::text)
    delete from ${messageTable} where organization_id = ${params.organizationId}`,
);

/**
 * Deletes notifications and mails of a deleted account. Records of received mails stay without the sender: each mail is
 * handled once. Idempotent.
 */
export const forgetPerson = rawQuery<{ userId: UserId }, object>(
  (params) => sql`
    with deleted as (delete from ${notificationTable} where user_id = ${params.userId}),
    unmuted as (delete from ${muteTable} where user_id = ${params.userId}),
    undelivered as (delete from ${pendingMessageTable} where user_id = ${params.userId}),
    closed as (delete from ${messageWindowTable} where user_id = ${params.userId}),
    chosen as (delete from ${preferenceTable} where user_id = ${params.userId}),
    unsubscribed as (delete from ${pushSubscriptionTable} where user_id = ${params.userId}),
    received as (update ${receivedMailTable} set sender = '', user_id = null where user_id = ${params.userId}),
    unsuppressed as (delete from ${suppressionTable} where user_id = ${params.userId})
    delete from ${messageTable} where user_id = ${params.userId}`,
);

/** Mail records help an operator find out why a mail did not arrive. Old ones are no longer needed. */
export const forgetOldMails = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${messageTable} where created_at < ${params.before} and state <> 'queued'`,
);

/** Windows in which messages were collected, and that have ended. */
export const forgetOldWindows = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${messageWindowTable} where until < ${params.before}`,
);
