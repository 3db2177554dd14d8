import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { IdentityId } from '../contract.ts';
import { identityTable } from '../schema/identity.ts';
import { hasPassword } from '../user/has-password.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
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

/** The user who signs in with this identity. */
export function identityOf(
  ctx: AuthContext,
  provider: string,
  subject: string,
): Promise<{ id: IdentityId; userId: UserId } | undefined> {
  return maybeOne(bySubject(ctx, { provider, subject }));
}

/** Links an identity to an account. Call it in the transaction of the sign-in. */
export async function linkIdentity(
  ctx: AuthContext,
  provider: string,
  { subject, email }: { subject: string; email: string },
  account: UserRow,
): Promise<void> {
  const now = ctx.clock.now().toISOString();
  await insert(ctx, { id: newId<IdentityId>(), userId: account.id, provider, subject, email, now });
  await audit(ctx, 'identity.linked', { userId: account.id, actorId: account.id, facts: { provider } });
  await publishSecurityChanged(ctx, account, 'identity-linked');
}

export const listIdentities = query<{ userId: UserId }>()((params) =>
  qb
    .select({
      id: identityTable.id,
      provider: identityTable.provider,
      email: identityTable.email,
      createdAt: identityTable.createdAt,
      lastUsedAt: identityTable.lastUsedAt,
    })
    .from(identityTable)
    .where(eq(identityTable.userId, params.userId))
    .orderBy(sql`${identityTable.createdAt}`),
);

/** @throws DomainError 409 `last-way-in` if no other sign-in method is left. */
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

const bySubject = query<{ provider: string; subject: string }>()((params) =>
  qb
    .select({ id: identityTable.id, userId: identityTable.userId })
    .from(identityTable)
    .where(and(eq(identityTable.provider, params.provider), eq(identityTable.subject, params.subject))),
);
const insert = query<{
  id: IdentityId;
  userId: UserId;
  provider: string;
  subject: string;
  email: string;
  now: string;
}>()((params) =>
  qb.insert(identityTable).values({
    id: params.id,
    userId: params.userId,
    provider: params.provider,
    subject: params.subject,
    email: params.email,
    createdAt: params.now,
    lastUsedAt: params.now,
  }),
);
export const touchIdentity = query<{ id: IdentityId; now: string }>()((params) =>
  qb
    .update(identityTable)
    .set({ lastUsedAt: sql`${params.now}` })
    .where(eq(identityTable.id, params.id)),
);
const remove = query<{ userId: UserId; id: IdentityId }>()((params) =>
  qb
    .delete(identityTable)
    .where(and(eq(identityTable.userId, params.userId), eq(identityTable.id, params.id)))
    .returning({ id: identityTable.id }),
);
