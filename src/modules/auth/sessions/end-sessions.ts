import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { session } from '../schema.ts';

/** Ends every session of a person but one, on every instance; their refresh tokens go with them. */
export function endSessions(ctx: AuthContext, userId: UserId, keptSessionId: string | null = null): Promise<number> {
  return withTransaction(ctx, async (inTx) => {
    const ended = await remove(inTx, { userId, kept: keptSessionId });
    await access.record(inTx, `user:${userId}`, ...ended.map(({ sid }) => `session:${sid}`));
    return ended.length;
  });
}

const remove = query<{ userId: UserId; kept: string | null }>()((place) =>
  build
    .delete(session)
    .where(and(eq(session.userId, place.userId), sql`${session.sid} is distinct from ${place.kept}::uuid`))
    .returning({ sid: session.sid }),
);
