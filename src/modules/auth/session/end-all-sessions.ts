import { qb } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { AuthContext } from '../context.ts';
import { oidcVisitTable } from '../schema/identity.ts';
import { mailedLinkTable } from '../schema/mailed-link.ts';
import { passkeyChallengeTable } from '../schema/passkey.ts';
import { mfaChallengeTable } from '../schema/second-factor.ts';
import { sessionTable } from '../schema/session.ts';

/**
 * After a restore: sessions that ended since the backup, and links that were used since, would be valid again. Everyone
 * signs in again. Refresh tokens end with their sessions; personal access tokens stay.
 */
export async function endAllSessions(ctx: AuthContext): Promise<void> {
  for (const removeAll of removals) await removeAll(ctx, {});
}

const tables = [sessionTable, mailedLinkTable, mfaChallengeTable, passkeyChallengeTable, oidcVisitTable] as const;
const removals = tables.map((table) => query<object>()(() => qb.delete(table)));
