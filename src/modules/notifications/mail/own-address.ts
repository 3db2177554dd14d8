import type { Contact } from '#modules/auth';
import { withTransaction } from '#platform/database/database.ts';
import { notFound } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { SuppressionReason } from '../contract.ts';
import { queueMessages } from './message.ts';
import { liftSuppression, readSuppressions, suppressionKey } from './suppression.ts';
import { testMessage } from './test-message.ts';

export interface OwnAddress {
  readonly email: string;
  readonly suppression: { readonly reason: SuppressionReason; readonly detail: string; readonly since: string } | null;
}

/** A person's address, and why it gets no notifications by mail. */
export async function showOwnAddress(ctx: NotificationsContext, userId: UserId): Promise<OwnAddress> {
  const { email } = await contactOf(ctx, userId);
  const suppression = (await readSuppressions(ctx, [email])).get(suppressionKey(email));
  if (!suppression) return { email, suppression: null };
  const { reason, detail, createdAt } = suppression;
  return { email, suppression: { reason, detail, since: createdAt } };
}

/** Sends notifications to a person's address again, and a test mail now. */
export async function retryOwnAddress(ctx: NotificationsContext, userId: UserId): Promise<OwnAddress> {
  const { email, locale } = await contactOf(ctx, userId);
  await withTransaction(ctx, async (inTx) => {
    const lifted = await liftSuppression(inTx, { address: email });
    if (lifted.length > 0) await queueMessages(inTx, [testMessage(inTx, { recipient: email, userId, locale })]);
  });
  return { email, suppression: null };
}

async function contactOf(ctx: NotificationsContext, userId: UserId): Promise<Contact> {
  const contact = (await ctx.people.byIds([userId])).get(userId);
  if (!contact) throw notFound();
  return contact;
}
