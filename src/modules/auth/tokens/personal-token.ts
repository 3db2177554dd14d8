import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { first, only, query } from '#platform/database/query.ts';
import { invalid, notFound } from '#platform/errors.ts';
import { newId, parseId, type UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import { access } from '../access.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import type { CredentialState, NewPersonalToken, PersonalToken, PersonalTokenId } from '../contract.ts';
import { personalToken, user } from '../schema.ts';

/** So that a leaked token is known for what it is, by people and by scanners of secrets. */
export const personalTokenPrefix = 'tuno_';
const idLength = 22;

/** Makes a token for scripts. @returns it with its secret, which is shown once and kept nowhere. */
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
    const row = await only(
      insert(inTx, {
        id,
        userId,
        name,
        digest: digestOf(token),
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

export const listPersonalTokens = query<{ userId: UserId }>()((place) =>
  build
    .select(columns())
    .from(personalToken)
    .where(eq(personalToken.userId, place.userId))
    .orderBy(sql`${personalToken.createdAt} desc`),
);

/** Takes a token away; it is refused on every instance. */
export function removePersonalToken(ctx: AuthContext, userId: UserId, id: PersonalTokenId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const removed = await remove(inTx, { userId, id });
    if (removed.length === 0) throw notFound();
    await access.record(inTx, `token:${id}`);
    await audit(inTx, 'token.removed', { userId, facts: { token: id } });
  });
}

/** What a person's tokens may do is asked anew, on every instance: after a change of who they are. */
export async function recheckTokens(ctx: AuthContext, userId: UserId): Promise<void> {
  const tokens = await idsOf(ctx, { userId });
  await access.record(ctx, ...tokens.map(({ id }) => `token:${id}`));
}

/** The id of a token whose secret is right. */
export async function findPersonalToken(ctx: AuthContext, token: string): Promise<PersonalTokenId | null> {
  const hex = Buffer.from(
    token.slice(personalTokenPrefix.length, personalTokenPrefix.length + idLength),
    'base64url',
  ).toString('hex');
  const id = parseId<PersonalTokenId>(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
  const row = id === null ? undefined : await first(digestById(ctx, { id }));
  return row && equalSecrets(row.digest, digestOf(token)) ? id : null;
}

/** As whom a token acts; null once it is gone, too old, or its owner is. Notes that it is in use. */
export async function personalTokenState(ctx: AuthContext, id: string): Promise<CredentialState | null> {
  const now = ctx.clock.now().toISOString();
  const row = await first(use(ctx, { id: id as PersonalTokenId, now }));
  const owner = row && (await first(ownerById(ctx, { id: row.userId })));
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

/** A token is worth what the session was that made it, for an organization that asks for a second factor. */
function hasSecondFactor(actor: Actor): boolean {
  return actor.kind === 'service' || (actor.kind === 'user' && actor.secondFactor);
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function columns() {
  return {
    id: personalToken.id,
    name: personalToken.name,
    scopes: personalToken.scopes,
    createdAt: personalToken.createdAt,
    expiresAt: personalToken.expiresAt,
    lastUsedAt: personalToken.lastUsedAt,
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
}>()((place) =>
  build
    .insert(personalToken)
    .values({
      id: place.id,
      userId: place.userId,
      name: place.name,
      digest: place.digest,
      scopes: sql`${place.scopes}`,
      createdAt: place.createdAt,
      expiresAt: place.expiresAt,
      secondFactor: place.secondFactor,
    })
    .returning(columns()),
);
const remove = query<{ userId: UserId; id: PersonalTokenId }>()((place) =>
  build
    .delete(personalToken)
    .where(and(eq(personalToken.userId, place.userId), eq(personalToken.id, place.id)))
    .returning({ id: personalToken.id }),
);
const idsOf = query<{ userId: UserId }>()((place) =>
  build.select({ id: personalToken.id }).from(personalToken).where(eq(personalToken.userId, place.userId)),
);
const digestById = query<{ id: PersonalTokenId }>()((place) =>
  build.select({ digest: personalToken.digest }).from(personalToken).where(eq(personalToken.id, place.id)),
);
const use = query<{ id: PersonalTokenId; now: string }>()((place) =>
  build
    .update(personalToken)
    .set({ lastUsedAt: sql`${place.now}` })
    .where(and(eq(personalToken.id, place.id), sql`coalesce(${personalToken.expiresAt}, 'infinity') > ${place.now}`))
    .returning({
      userId: personalToken.userId,
      scopes: personalToken.scopes,
      secondFactor: personalToken.secondFactor,
    }),
);
const ownerById = query<{ id: UserId }>()((place) =>
  build
    .select({ instanceAdmin: user.instanceAdmin })
    .from(user)
    .where(and(eq(user.id, place.id), isNull(user.deletedAt), isNull(user.lockedAt), isNull(user.leavingAt))),
);
