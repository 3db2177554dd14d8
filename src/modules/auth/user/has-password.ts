import { qb, eq } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { userTable } from '../schema/user.ts';

/** Whether the account has a password. */
export async function hasPassword(ctx: AuthContext, id: UserId): Promise<boolean> {
  const row = await maybeOne(digestById(ctx, { id }));
  return row !== undefined && row.digest !== null;
}

const digestById = query<{ id: UserId }>()((params) =>
  qb.select({ digest: userTable.passwordDigest }).from(userTable).where(eq(userTable.id, params.id)),
);
