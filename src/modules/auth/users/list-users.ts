import { and, asc, build, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import type { Account } from '../contract.ts';
import { user } from '../schema.ts';
import { type UserRow, userColumns } from './user.ts';

const firstId = '00000000-0000-0000-0000-000000000000';

const page = query<{ after: string; limit: number }>()((place) =>
  build
    .select(userColumns)
    .from(user)
    .where(and(isNull(user.deletedAt), sql`${user.id} > ${place.after}`))
    .orderBy(asc(user.id))
    .limit(place.limit),
);

/** Accounts in the order in which they were made, a page after the account `after`. */
export async function listUsers(
  ctx: AuthContext,
  { after, limit }: { after: UserId | null; limit: number },
): Promise<Account[]> {
  return (await page(ctx, { after: after ?? firstId, limit })).map(toAccount);
}

export function toAccount({ id, email, username, name, instanceAdmin, createdAt }: UserRow): Account {
  return { id, email, username, name, instanceAdmin, createdAt };
}
