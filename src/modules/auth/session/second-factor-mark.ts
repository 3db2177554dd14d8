import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { sessionTable } from '../schema/session.ts';

/** Records that the session has shown a second factor: organizations that require one become visible. */
export async function markSecondFactor(ctx: AuthContext, sid: string | null): Promise<void> {
  if (sid === null) return;
  await mark(ctx, { sid });
  await access.record(ctx, `session:${sid}`);
}

const mark = query<{ sid: string }>()((params) =>
  qb
    .update(sessionTable)
    .set({ secondFactor: sql`true` })
    .where(eq(sessionTable.sid, params.sid)),
);
