import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { IdentityId } from '../contract.ts';
import { identity } from '../schema.ts';
import { hasPassword } from '../user/has-password.ts';
import { tellSecurityChanged } from '../user/tell.ts';
import type { UserRow } from '../user/user.ts';

export const Identity = z
  .strictObject({
    id: IdentityId,
    provider: z.string(),
    email: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Identity' });

/** Who signs in with an account of a provider. */
export function identityOf(
  ctx: AuthContext,
  provider: string,
  subject: string,
): Promise<{ id: IdentityId; userId: UserId } | undefined> {
  return first(bySubject(ctx, { provider, subject }));
}

/** Call it in the transaction of what it belongs to. */
export async function linkIdentity(
  ctx: AuthContext,
  provider: string,
  { subject, email }: { subject: string; email: string },
  account: UserRow,
): Promise<void> {
  const now = ctx.clock.now().toISOString();
  await insert(ctx, { id: newId<IdentityId>(), userId: account.id, provider, subject, email, now });
  await audit(ctx, 'identity.linked', { userId: account.id, actorId: account.id, facts: { provider } });
  await tellSecurityChanged(ctx, account, 'identity-linked');
}

export const listIdentities = query<{ userId: UserId }>()((place) =>
  build
    .select({
      id: identity.id,
      provider: identity.provider,
      email: identity.email,
      createdAt: identity.createdAt,
      lastUsedAt: identity.lastUsedAt,
    })
    .from(identity)
    .where(eq(identity.userId, place.userId))
    .orderBy(sql`${identity.createdAt}`),
);

/** @throws DomainError 409 `last-way-in` where nothing else would be left to sign in with. */
export function removeIdentity(ctx: AuthContext, userId: UserId, id: IdentityId): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const others = (await listIdentities(inTx, { userId })).filter((entry) => entry.id !== id);
    if (others.length === 0 && !(await hasPassword(inTx, userId))) {
      throw conflict('last-way-in', 'Set a password first: without it you could not sign in any more.');
    }
    const removed = await remove(inTx, { userId, id });
    if (removed.length === 0) throw notFound();
    await audit(inTx, 'identity.removed', { userId, facts: { identity: id } });
  });
}

const bySubject = query<{ provider: string; subject: string }>()((place) =>
  build
    .select({ id: identity.id, userId: identity.userId })
    .from(identity)
    .where(and(eq(identity.provider, place.provider), eq(identity.subject, place.subject))),
);
const insert = query<{
  id: IdentityId;
  userId: UserId;
  provider: string;
  subject: string;
  email: string;
  now: string;
}>()((place) =>
  build.insert(identity).values({
    id: place.id,
    userId: place.userId,
    provider: place.provider,
    subject: place.subject,
    email: place.email,
    createdAt: place.now,
    lastUsedAt: place.now,
  }),
);
export const touchIdentity = query<{ id: IdentityId; now: string }>()((place) =>
  build
    .update(identity)
    .set({ lastUsedAt: sql`${place.now}` })
    .where(eq(identity.id, place.id)),
);
const remove = query<{ userId: UserId; id: IdentityId }>()((place) =>
  build
    .delete(identity)
    .where(and(eq(identity.userId, place.userId), eq(identity.id, place.id)))
    .returning({ id: identity.id }),
);
