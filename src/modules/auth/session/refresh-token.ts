import { isRecent } from '#platform/clock.ts';
import type { Context } from '#platform/context.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { equalSecrets, unverifiedId, signedId } from '#platform/startup/secrets.ts';
import { tokenDigest } from '../token-digest.ts';
import { refreshTokenTable, sessionTable } from '../schema/session.ts';
import type { SigningKeys } from '../signing-keys.ts';

export const refreshTokenMs = 7 * 86_400_000;
const graceMs = 5_000;

/** The outcome of using a refresh token. */
export type RefreshOutcome =
  | { readonly kind: 'renewed'; readonly sid: string; readonly token: string }
  /** It was already used: its holder may be a thief, so the family ends. */
  | { readonly kind: 'reused'; readonly sid: string; readonly userId: UserId }
  | { readonly kind: 'invalid' };

/** Creates the first token of a session's family. */
export async function createRefreshToken(ctx: Context, keys: SigningKeys, sid: string): Promise<string> {
  return (await addToken(ctx, keys, sid)).token;
}

/**
 * Uses a refresh token and returns its successor. Uses within 5 s return the same successor, which is derived from its
 * id, so that only its digest is stored. Call it in a transaction: it locks the row.
 */
export async function consumeRefreshToken(ctx: Context, keys: SigningKeys, token: string): Promise<RefreshOutcome> {
  const id = unverifiedId(token);
  const row = id === null ? undefined : await maybeOne(lockById(ctx, { id }));
  const now = ctx.clock.now();
  if (!row || !equalSecrets(row.digest, tokenDigest(token)) || row.expiresAt <= now.toISOString())
    return { kind: 'invalid' };

  if (row.usedAt === null) {
    const successor = await addToken(ctx, keys, row.sid);
    await consume(ctx, { id: row.id, usedAt: now.toISOString(), successorId: successor.id });
    return { kind: 'renewed', sid: row.sid, token: successor.token };
  }
  const isWithinGrace = isRecent(now, row.usedAt, graceMs);
  if (isWithinGrace && row.successorId !== null && row.successorUsedAt === null) {
    return { kind: 'renewed', sid: row.sid, token: signedId(keys.refresh, row.successorId) };
  }
  return { kind: 'reused', sid: row.sid, userId: row.userId };
}

async function addToken(ctx: Context, keys: SigningKeys, sid: string): Promise<{ id: string; token: string }> {
  const id = newId<string>();
  const token = signedId(keys.refresh, id);
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + refreshTokenMs).toISOString();
  await insert(ctx, { id, sid, digest: tokenDigest(token), createdAt: now.toISOString(), expiresAt });
  return { id, token };
}

interface LockedToken {
  id: string;
  sid: string;
  userId: UserId;
  digest: string;
  expiresAt: string;
  usedAt: string | null;
  successorId: string | null;
  successorUsedAt: string | null;
}

const lockById = rawQuery<{ id: string }, LockedToken>(
  (params) => sql`
    select token.id, token.sid, ${sessionTable.userId} as "userId", token.digest, token.expires_at as "expiresAt", token.used_at as "usedAt",
      token.successor_id as "successorId", successor.used_at as "successorUsedAt"
    from ${refreshTokenTable} token
    left join ${refreshTokenTable} successor on successor.id = token.successor_id
    join ${sessionTable} on ${sessionTable.sid} = token.sid
    where token.id = ${params.id}
    for update of token`,
);
const insert = query<{ id: string; sid: string; digest: string; createdAt: string; expiresAt: string }>()((params) =>
  qb.insert(refreshTokenTable).values({
    id: params.id,
    sid: params.sid,
    digest: params.digest,
    createdAt: params.createdAt,
    expiresAt: params.expiresAt,
  }),
);
const consume = query<{ id: string; usedAt: string; successorId: string }>()((params) =>
  qb
    .update(refreshTokenTable)
    .set({ usedAt: sql`${params.usedAt}`, successorId: sql`${params.successorId}` })
    .where(eq(refreshTokenTable.id, params.id)),
);
