import { randomBytes } from 'node:crypto';
import type { Actor } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import { newId, parseId, type UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import type { CredentialState, NewPersonalToken, PersonalToken, PersonalTokenId } from '../contract.ts';
import { tokenDigest } from '../token-digest.ts';
import { personalTokenTable } from '../schema/personal-token.ts';
import { userTable } from '../schema/user.ts';

/** People and secret scanners recognize a leaked token by it. */
export const personalTokenPrefix = 'tuno_';
const idLength = 22;

/**
 * Creates a token for scripts.
 * @returns it with its secret, which is shown once and not stored.
 */
export function createPersonalToken(
  ctx: AuthContext,
  { id: userId }: { readonly id: UserId },
  mayAdminister: boolean,
  { name, scopes, expiresAt }: NewPersonalToken,
): Promise<PersonalToken & { token: string }> {
  const now = ctx.clock.now().toISOString();
  if (expiresAt !== undefined && expiresAt <= now) throw invalid('expiresAt', 'must be in the future');
  if (scopes.includes('admin') && !mayAdminister)
    throw invalid('scopes', 'Only an administrator’s token can have the scope admin.');
  return withTransaction(ctx, async (inTx) => {
    const id = newId<PersonalTokenId>();
    const token =
      personalTokenPrefix +
      Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') +
      randomBytes(24).toString('base64url');
    const row = await one(
      insert(inTx, {
        id,
        userId,
        name,
        digest: tokenDigest(token),
        scopes: [...new Set(scopes)],
        createdAt: now,
        expiresAt: expiresAt ?? null,
        secondFactor: hasSecondFactor(ctx.actor),
      }),
    );
    await audit(inTx, 'token.created', { userId, facts: { token: id, scopes: row.scopes.join(' ') } });
    return { ...row, token };
  });
}

export const listPersonalTokens = query<{ userId: UserId }>()((params) =>
  qb
    .select(columns())
    .from(personalTokenTable)
    .where(eq(personalTokenTable.userId, params.userId))
    .orderBy(sql`${personalTokenTable.createdAt} desc`),
);

/** Removes a token, which every instance then refuses. */
export function removePersonalToken(ctx: AuthContext, userId: UserId, id: PersonalTokenId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { userId, id });
    if (removed.length === 0) throw notFound();
    await access.record(inTx, `token:${id}`);
    await audit(inTx, 'token.removed', { userId, facts: { token: id } });
  });
}

/** Drops the cached state of a person's tokens on every instance, after a change of the account. */
export async function recheckTokens(ctx: AuthContext, userId: UserId): Promise<void> {
  const tokens = await idsOf(ctx, { userId });
  await access.record(ctx, ...tokens.map(({ id }) => `token:${id}`));
}

/** The id of a token with a correct secret; null otherwise. */
export async function findPersonalToken(ctx: AuthContext, token: string): Promise<PersonalTokenId | null> {
  const hex = Buffer.from(
    token.slice(personalTokenPrefix.length, personalTokenPrefix.length + idLength),
    'base64url',
  ).toString('hex');
  const id = parseId<PersonalTokenId>(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  const row = id === null ? undefined : await maybeOne(digestById(ctx, { id }));
  return row && equalSecrets(row.digest, tokenDigest(token)) ? id : null;
}

/** Whom a token acts as; null if it is removed or expired, or its owner cannot sign in. Records its use. */
export async function personalTokenState(ctx: AuthContext, id: string): Promise<CredentialState | null> {
  const now = ctx.clock.now().toISOString();
  const row = await maybeOne(use(ctx, { id: id as PersonalTokenId, now }));
  const owner = row && (await maybeOne(ownerById(ctx, { id: row.userId })));
  if (!row || !owner) return null;
  const { userId, scopes, secondFactor } = row;
  const actor = {
    kind: 'token',
    userId,
    tokenId: id,
    scopes,
    instanceAdmin: owner.instanceAdmin,
    secondFactor,
  } as const;
  return { actor, cookie: null, mustRotate: false };
}

/** A token has the second factor state of the session that created it, for organizations that require one. */
function hasSecondFactor(actor: Actor): boolean {
  return actor.kind === 'service' || (actor.kind === 'user' && actor.secondFactor);
}

function columns() {
  return {
    id: personalTokenTable.id,
    name: personalTokenTable.name,
    scopes: personalTokenTable.scopes,
    createdAt: personalTokenTable.createdAt,
    expiresAt: personalTokenTable.expiresAt,
    lastUsedAt: personalTokenTable.lastUsedAt,
  };
}

const insert = query<{
  id: PersonalTokenId;
  userId: UserId;
  name: string;
  digest: string;
  scopes: readonly string[];
  createdAt: string;
  expiresAt: string | null;
  secondFactor: boolean;
}>()((params) =>
  qb
    .insert(personalTokenTable)
    .values({
      id: params.id,
      userId: params.userId,
      name: params.name,
      digest: params.digest,
      scopes: sql`${params.scopes}`,
      createdAt: params.createdAt,
      expiresAt: params.expiresAt,
      secondFactor: params.secondFactor,
    })
    .returning(columns()),
);
const remove = query<{ userId: UserId; id: PersonalTokenId }>()((params) =>
  qb
    .delete(personalTokenTable)
    .where(and(eq(personalTokenTable.userId, params.userId), eq(personalTokenTable.id, params.id)))
    .returning({ id: personalTokenTable.id }),
);
const idsOf = query<{ userId: UserId }>()((params) =>
  qb.select({ id: personalTokenTable.id }).from(personalTokenTable).where(eq(personalTokenTable.userId, params.userId)),
);
const digestById = query<{ id: PersonalTokenId }>()((params) =>
  qb.select({ digest: personalTokenTable.digest }).from(personalTokenTable).where(eq(personalTokenTable.id, params.id)),
);
const use = query<{ id: PersonalTokenId; now: string }>()((params) =>
  qb
    .update(personalTokenTable)
    .set({ lastUsedAt: sql`${params.now}` })
    .where(
      and(
        eq(personalTokenTable.id, params.id),
        sql`coalesce(${personalTokenTable.expiresAt}, 'infinity') > ${params.now}`,
      ),
    )
    .returning({
      userId: personalTokenTable.userId,
      scopes: personalTokenTable.scopes,
      secondFactor: personalTokenTable.secondFactor,
    }),
);
const ownerById = query<{ id: UserId }>()((params) =>
  qb
    .select({ instanceAdmin: userTable.instanceAdmin })
    .from(userTable)
    .where(
      and(
        eq(userTable.id, params.id),
        isNull(userTable.deletedAt),
        isNull(userTable.lockedAt),
        isNull(userTable.leavingAt),
      ),
    ),
);
