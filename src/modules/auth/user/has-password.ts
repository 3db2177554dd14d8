import { build, eq } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { user } from '../schema.ts';

/** Whether somebody can sign in by a password. */
export async function hasPassword(ctx: AuthContext, id: UserId): Promise<boolean> {
  const row = await first(digestById(ctx, { id }));
  return row !== undefined && row.digest !== null;
}

const digestById = query<{ id: UserId }>()((place) =>
  build.select({ digest: user.passwordDigest }).from(user).where(eq(user.id, place.id)),
);
