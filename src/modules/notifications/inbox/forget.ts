import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { message, notification } from '../schema.ts';

/** Removes what was told and mailed of an organization that is purged. Twice is as once. */
export const forgetOrganization = statement<{ organizationId: OrganizationId }, object>(
  (place) => sql`
    with told as (delete from ${notification} where organization_id = ${place.organizationId})
    delete from ${message} where organization_id = ${place.organizationId}`,
);

/** Removes what was told and mailed to a person whose account is deleted. Twice is as once. */
export const forgetPerson = statement<{ userId: UserId }, object>(
  (place) => sql`
    with told as (delete from ${notification} where user_id = ${place.userId})
    delete from ${message} where user_id = ${place.userId}`,
);

/** Mails are recorded so that an operator finds out why one did not come: after a season nobody asks. */
export const forgetOldMails = statement<{ before: string }, object>(
  (place) => sql`delete from ${message} where created_at < ${place.before} and state <> 'queued'`,
);
