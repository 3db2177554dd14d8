import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { messageTable, notificationTable } from '../schema.ts';

/** Deletes notifications and mails of a purged organization. Idempotent. */
export const forgetOrganization = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`
    with deleted as (delete from ${notificationTable} where organization_id = ${params.organizationId})
    delete from ${messageTable} where organization_id = ${params.organizationId}`,
);

/** Deletes notifications and mails of a deleted account. Idempotent. */
export const forgetPerson = rawQuery<{ userId: UserId }, object>(
  (params) => sql`
    with deleted as (delete from ${notificationTable} where user_id = ${params.userId})
    delete from ${messageTable} where user_id = ${params.userId}`,
);

/** Mail records help an operator find out why a mail did not arrive. Old ones are no longer needed. */
export const forgetOldMails = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${messageTable} where created_at < ${params.before} and state <> 'queued'`,
);
