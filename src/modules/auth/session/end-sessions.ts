import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { personalTokenTable } from '../schema/personal-token.ts';
import { mfaChallengeTable } from '../schema/second-factor.ts';
import { sessionTable } from '../schema/session.ts';

/**
 * Ends all sessions of a person except one, on every instance, with their refresh tokens.
 * @returns the number of ended sessions.
 */
export function endSessions(ctx: AuthContext, userId: UserId, exceptSessionId: string | null = null): Promise<number> {
  return withTransaction(ctx, async (inTx) => {
    const ended = await remove(inTx, { userId, exceptSessionId });
    await access.record(inTx, `user:${userId}`, ...ended.map(({ sid }) => `session:${sid}`));
    return ended.length;
  });
}

/** Ends all personal tokens and all unfinished sign-ins of a person. */
export function endTokens(ctx: AuthContext, userId: UserId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await removeChallenges(inTx, { userId });
    const ended = await removeTokens(inTx, { userId });
    await access.record(inTx, ...ended.map(({ id }) => `token:${id}`));
    for (const { id } of ended) await audit(inTx, 'token.removed', { userId, actorId: userId, facts: { token: id } });
  });
}

const remove = query<{ userId: UserId; exceptSessionId: string | null }>()((params) =>
  qb
    .delete(sessionTable)
    .where(
      and(
        eq(sessionTable.userId, params.userId),
        sql`${sessionTable.sid} is distinct from ${params.exceptSessionId}::uuid`,
      ),
    )
    .returning({ sid: sessionTable.sid }),
);
const removeTokens = query<{ userId: UserId }>()((params) =>
  qb
    .delete(personalTokenTable)
    .where(eq(personalTokenTable.userId, params.userId))
    .returning({ id: personalTokenTable.id }),
);
const removeChallenges = query<{ userId: UserId }>()((params) =>
  qb.delete(mfaChallengeTable).where(eq(mfaChallengeTable.userId, params.userId)),
);
