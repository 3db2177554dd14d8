import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { messageTable, notificationTable } from '../schema.ts';

/** Removes what was told and mailed of an organization that is purged. Twice is as once. */
export const forgetOrganization = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`
    with told as (delete from ${notificationTable} where organization_id = ${params.organizationId})
    delete from ${messageTable} where organization_id = ${params.organizationId}`,
);

/** Removes what was told and mailed to a person whose account is deleted. Twice is as once. */
export const forgetPerson = rawQuery<{ userId: UserId }, object>(
  (params) => sql`
    with told as (delete from ${notificationTable} where user_id = ${params.userId})
    delete from ${messageTable} where user_id = ${params.userId}`,
);

/** Mails are recorded so that an operator finds out why one did not come: after a season nobody asks. */
export const forgetOldMails = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${messageTable} where created_at < ${params.before} and state <> 'queued'`,
);
