import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { sessionTable } from '../schema/session.ts';
import { endSession } from './lucia-sessions.ts';

/** Ends a session on every instance, with its cookie, access tokens and refresh tokens. */
export function signOut(ctx: AuthContext, sid: string): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await endSession(inTx, sid);
    await access.record(inTx, `session:${sid}`);
  });
}

/** Ends the browser's previous session, whose cookie a sign-in replaces: nobody could sign it out later. */
export async function endReplacedSession(ctx: AuthContext): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'user') return;
  if (await maybeOne(browserSession(ctx, { sid: actor.sessionId }))) await signOut(ctx, actor.sessionId);
}

const browserSession = query<{ sid: string }>()((params) =>
  qb
    .select({ sid: sessionTable.sid })
    .from(sessionTable)
    .where(and(eq(sessionTable.sid, params.sid), eq(sessionTable.kind, 'browser'))),
);
