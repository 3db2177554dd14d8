import { notFound } from '#platform/errors.ts';
import { withTransaction } from '#platform/database/database.ts';
import type { NotificationsContext } from '../context.ts';
import { readUnsubscribeToken } from '../mail/unsubscribe-link.ts';
import { changePreferences, organizationsWithPreferences } from './change-preferences.ts';

/**
 * Turns off the mails that an unsubscribe link names, also in organizations with preferences of their own. Idempotent.
 * @throws DomainError 404 for a token that was not signed here, and after the account is deleted.
 */
export async function turnOffEmails(ctx: NotificationsContext, { token }: { token: string }): Promise<void> {
  const subscription = readUnsubscribeToken(ctx, token);
  if (subscription === null) throw notFound();
  const { userId } = subscription;
  if (!(await ctx.people.byIds([userId])).has(userId)) throw notFound();
  const types = Object.fromEntries(subscription.types.map((type) => [type, { email: false }]));
  await withTransaction(ctx, async (inTx) => {
    await changePreferences(inTx, { userId, organizationId: null }, { types });
    for (const organizationId of await organizationsWithPreferences(inTx, userId))
      await changePreferences(inTx, { userId, organizationId }, { types });
  });
}
