import { withTransaction } from '#platform/database/database.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import { publish } from '../publish.ts';
import { userTable } from '../schema/user.ts';
import { publishUserChanged } from '../user/publish-user.ts';
import { userById, type UserRow, userColumns } from '../user/user.ts';
import { confirmAddress, proofByLink } from './address-proof.ts';
import { closeLinks, createLink, hasFreshLink, consumeLink } from './mailed-link.ts';
import { enterAsInvited } from './sign-up-invite.ts';

/** Mails a link that confirms an address: the account's own, or a new one that will replace it. */
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

/** Requests another confirmation mail. A job looks up the address, so the reply is the same for every address. */
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
 * Confirms the address of a mailed link and sets it on the account: following the link proves it.
 * @throws DomainError 409 `link-expired`, or `email-taken` if another account has the address meanwhile.
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

/** Notifies the previous address by mail. */
export function publishAddressChanged(ctx: AuthContext, before: UserRow, after: UserRow): Promise<void> {
  return publish(ctx, {
    type: 'user.email-changed',
    organizationId: null,
    subject: { kind: 'user', id: after.id, version: after.version },
    audience: null,
    payload: { userId: after.id, before: before.email, after: after.email },
  });
}

/** The account of an address; case is ignored. */
export const userByEmail = query<{ email: string }>()((params) =>
  qb
    .select(userColumns)
    .from(userTable)
    .where(sql`lower(${userTable.email}) = ${params.email} and ${userTable.deletedAt} is null`),
);
