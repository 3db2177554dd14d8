import { withTransaction } from '#platform/database/database.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { endSession } from './lucia-sessions.ts';

/** Ends a session on every instance: its cookie, its access tokens and its refresh family. */
export function signOut(ctx: AuthContext, sid: string): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await endSession(inTx, sid);
    await access.record(inTx, `session:${sid}`);
  });
}
