import { userIdOf } from '#platform/context.ts';
import { breaksConstraint } from '#platform/database/database.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { one, query } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { type AddressProofKind, userTable } from '../schema/user.ts';
import { type UserRow, userColumns } from '../user/user.ts';
import type { LinkRow } from './mailed-link.ts';

declare const proof: unique symbol;

/** An address and the proof that it belongs to the account's owner. Only the functions below create one. */
export interface AddressProof {
  readonly [proof]: true;
  readonly kind: AddressProofKind;
  readonly email: string;
}

/** Proof by a mailed link: its user has read the mail. */
export function proofByLink({ email }: LinkRow): AddressProof {
  return proofOf('mail', email);
}

/** Proof by the secret of an invite's mail; null for the link that is shown to the inviter, which proves nothing. */
export function proofByInvite({ email, isMailed }: { email: string; isMailed: boolean }): AddressProof | null {
  return isMailed ? proofOf('mail', email) : null;
}

/** Proof by a configured provider that has confirmed the address. */
export function proofByProvider({
  email,
  emailVerified,
}: {
  email: string;
  emailVerified: boolean;
}): AddressProof | null {
  return emailVerified && email !== '' ? proofOf('provider', email) : null;
}

/** Proof by an instance admin, or the operator at the machine. */
export function proofByAdministrator(email: string): AddressProof {
  return proofOf('administrator', email);
}

function proofOf(kind: AddressProofKind, email: string): AddressProof {
  return { kind, email } as AddressProof;
}

/**
 * Confirms an address for an account, and sets it if the account had another. No other code does this. Call it in the
 * transaction of the proof.
 * @throws DomainError 409 `email-taken` if another account has the address meanwhile.
 */
export async function confirmAddress(ctx: AuthContext, id: UserId, { kind, email }: AddressProof): Promise<UserRow> {
  const now = ctx.clock.now().toISOString();
  const row = await one(confirm(ctx, { id, kind, email, now })).catch((error: unknown) => {
    if (!breaksConstraint(error, 'user_email')) throw error;
    throw conflict('email-taken', 'Another account uses this email address.');
  });
  await audit(ctx, 'account.confirmed', { userId: id, actorId: userIdOf(ctx.actor) ?? id, facts: { proof: kind } });
  return row;
}

const confirm = query<{ id: UserId; kind: AddressProofKind; email: string; now: string }>()((params) =>
  qb
    .update(userTable)
    .set({
      email: sql`${params.email}`,
      emailVerifiedAt: sql`${params.now}`,
      emailProof: sql`${params.kind}`,
      version: sql`${userTable.version} + 1`,
      updatedAt: sql`${params.now}`,
    })
    .where(eq(userTable.id, params.id))
    .returning(userColumns),
);
