import { qb, and, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { renewEncryption } from '#platform/encryption.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { totpTable } from '../schema/second-factor.ts';

/**
 * After a rotation of the secret key, encrypts the secrets of authenticator apps with the current one, so that the
 * previous one can be removed. Idempotent.
 */
export async function renewTotpEncryption(ctx: AuthContext): Promise<void> {
  const keys = ctx.keys.encryption;
  if (keys.length === 1) return;
  for (const { userId, sealedSecret } of await all(ctx, {})) {
    const renewed = renewEncryption(keys, sealedSecret);
    if (renewed !== null) await replace(ctx, { userId, sealedSecret, renewed });
  }
}

const all = query<object>()(() =>
  qb.select({ userId: totpTable.userId, sealedSecret: totpTable.sealedSecret }).from(totpTable),
);
/** Not a secret that was set up meanwhile. */
const replace = query<{ userId: UserId; sealedSecret: string; renewed: string }>()((params) =>
  qb
    .update(totpTable)
    .set({ sealedSecret: sql`${params.renewed}` })
    .where(and(eq(totpTable.userId, params.userId), eq(totpTable.sealedSecret, params.sealedSecret)))
    .returning({ userId: totpTable.userId }),
);
