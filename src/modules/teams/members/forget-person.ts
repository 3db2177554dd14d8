import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { inviteTable, joinRequestTable, personTable } from '../schema.ts';

/** Deletes personal data of a deleted account: the copied names, join requests and the invites they accepted. */
export const forgetPerson = rawQuery<{ userId: UserId }, object>(
  (params) => sql`
    with names as (delete from ${personTable} where user_id = ${params.userId}::uuid),
      requests as (delete from ${joinRequestTable} where user_id = ${params.userId}::uuid)
    delete from ${inviteTable} where accepted_by = ${params.userId}::uuid`,
);
