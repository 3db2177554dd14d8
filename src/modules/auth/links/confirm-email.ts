import { withTransaction } from '#platform/database/database.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import { userTable } from '../schema.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { userById, type UserRow, userColumns } from '../user/user.ts';
import { confirmAddress, proofByLink } from './address-proof.ts';
import { closeLinks, createLink, hasFreshLink, consumeLink } from './mailed-link.ts';
import { enterAsInvited } from './sign-up-invite.ts';

/** Mails a link by which an address is confirmed: the account's own, or a new one that is to replace it. */
export async function requestConfirmation(ctx: AuthContext, account: UserRow, email: string): Promise<void> {
  await withTransaction(ctx, async (inTx) => {
    const linkId = await createLink(inTx, 'verify', account.id, email);
    await publish(inTx, {
      type: 'user.verification-requested',
      organizationId: null,
      subject: { kind: 'user', id: account.id, version: account.version },
      audience: null,
      payload: { userId: account.id, linkId, email },
    });
  });
}

/** Takes a wish for another confirmation mail, alike for every address: a job looks it up. */
export function askForConfirmation(ctx: AuthContext, email: string): Promise<void> {
  return withTransaction(ctx, (inTx) =>
    publish(inTx, {
      type: 'confirmation.asked',
      organizationId: null,
      subject: { kind: 'user', id: '', version: 0 },
      audience: null,
      payload: { email },
    }),
  );
}

export async function sendConfirmation(ctx: AuthContext, email: string): Promise<void> {
  const account = await maybeOne(userByEmail(ctx, { email: email.toLowerCase() }));
  if (!account || account.emailProof !== null) return;
  if (await hasFreshLink(ctx, 'verify', account.id, account.email)) return;
  await requestConfirmation(ctx, account, account.email);
}

/**
 * Confirms the address that a mailed link is for. Whoever follows the link has shown that the address is theirs, so the
 * account takes it on.
 * @throws DomainError 409 `link-expired`, or `email-taken` where somebody else has the address by now.
 */
export function confirmEmail(ctx: AuthContext, token: string): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    const link = await consumeLink(inTx, 'verify', token);
    const before = await one(userById(inTx, { id: link.userId }));
    const row = await confirmAddress(inTx, link.userId, proofByLink(link));
    const isNewAddress = before.email.toLowerCase() !== link.email.toLowerCase();
    await access.record(inTx, `person:${row.id}`);
    await publishUserChanged(inTx, row);
    await enterAsInvited(inTx, row);
    if (isNewAddress) {
      await closeLinks(inTx, row.id, ['reset']);
      await publishAddressChanged(inTx, before, row);
    }
    return row;
  });
}

/** A mail tells of it at the address before. */
export function publishAddressChanged(ctx: AuthContext, before: UserRow, after: UserRow): Promise<void> {
  return publish(ctx, {
    type: 'user.email-changed',
    organizationId: null,
    subject: { kind: 'user', id: after.id, version: after.version },
    audience: null,
    payload: { userId: after.id, before: before.email, after: after.email },
  });
}

/** The account of an address, compared without case. */
export const userByEmail = query<{ email: string }>()((params) =>
  qb
    .select(userColumns)
    .from(userTable)
    .where(sql`lower(${userTable.email}) = ${params.email} and ${userTable.deletedAt} is null`),
);
