import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { message, notification } from '../schema.ts';

/** Removes what was told and mailed of an organization that is purged. Twice is as once. */
export const forgetOrganization = statement<{ organizationId: OrganizationId }, object>(
  (place) => sql`
    with told as (delete from ${notification} where organization_id = ${place.organizationId})
    delete from ${message} where organization_id = ${place.organizationId}`,
);
