import { hash, randomInt } from 'node:crypto';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { recoveryCodeTable } from '../schema/second-factor.ts';

const count = 10;
/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groupLength = 5;
const groups = 3;

/** Creates ten new codes, each for one sign-in, and invalidates the old ones. They are shown once. */
export function renewRecoveryCodes(ctx: AuthContext, userId: UserId): Promise<string[]> {
  return withTransaction(ctx, async (inTx) => {
    const codes = Array.from({ length: count }, newCode);
    await removeAll(inTx, { userId });
    for (const code of codes) await insert(inTx, { userId, digest: digestOf(userId, code) });
    await audit(inTx, 'recovery-codes.renewed', { userId });
    return codes;
  });
}

/**
 * Uses a recovery code. Spaces, dashes and case are ignored.
 * @returns whether it was valid.
 */
export async function consumeRecoveryCode(ctx: AuthContext, userId: UserId, code: string): Promise<boolean> {
  const used = await consume(ctx, { userId, digest: digestOf(userId, code), now: ctx.clock.now().toISOString() });
  return used.length > 0;
}

export const recoveryCodesLeft = query<{ userId: UserId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(recoveryCodeTable)
    .where(and(eq(recoveryCodeTable.userId, params.userId), isNull(recoveryCodeTable.usedAt))),
);

function newCode(): string {
  const letters = Array.from({ length: groups * groupLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return Array.from({ length: groups }, (_, group) =>
    letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** Fifteen characters of an alphabet of 31 are 74 bits: a plain digest is safe. */
function digestOf(userId: UserId, code: string): string {
  const plain = code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return hash('sha256', `${userId} ${plain}`, 'base64url');
}

const removeAll = query<{ userId: UserId }>()((params) =>
  qb.delete(recoveryCodeTable).where(eq(recoveryCodeTable.userId, params.userId)),
);
const insert = query<{ userId: UserId; digest: string }>()((params) =>
  qb.insert(recoveryCodeTable).values({ userId: params.userId, digest: params.digest }),
);
const consume = query<{ userId: UserId; digest: string; now: string }>()((params) =>
  qb
    .update(recoveryCodeTable)
    .set({ usedAt: sql`${params.now}` })
    .where(
      and(
        eq(recoveryCodeTable.userId, params.userId),
        eq(recoveryCodeTable.digest, params.digest),
        isNull(recoveryCodeTable.usedAt),
      ),
    )
    .returning({ userId: recoveryCodeTable.userId }),
);
