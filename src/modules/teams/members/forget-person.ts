import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { invite, joinRequest, person } from '../schema.ts';

/** What names somebody whose account is gone: the copy of their names, what they asked, the invites they came in by. */
export const forgetPerson = statement<{ userId: UserId }, object>(
  (place) => sql`
    with names as (delete from ${person} where user_id = ${place.userId}::uuid),
      requests as (delete from ${joinRequest} where user_id = ${place.userId}::uuid)
    delete from ${invite} where accepted_by = ${place.userId}::uuid`,
);
