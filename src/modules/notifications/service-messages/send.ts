import { withTransaction } from '#platform/database/database.ts';
import { invalid } from '#platform/errors.ts';
import type { EventId } from '#platform/events/event.ts';
import { newId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { MessageId, NotificationId } from '../contract.ts';
import { queueMessages } from '../mail/message.ts';
import { publish } from '../publish.ts';
import { devicesOf } from '../push/push-subscription.ts';

/** Queues a mail that a service wrote, in the language of the account with the address. */
export async function sendServiceEmail(
  ctx: NotificationsContext,
  { to, subject, text, path }: { to: string; subject: string; text: string; path: string },
): Promise<{ id: MessageId }> {
  const [account] = await ctx.auth.findPeople(ctx, { emails: [to], usernames: [] });
  const id = newId<MessageId>();
  const { actor, requestId } = ctx;
  const message = {
    id,
    event: { id: newId<EventId>(), actor, requestId },
    organizationId: null,
    type: 'message',
    recipient: to,
    userId: account?.id ?? null,
    locale: account?.locale ?? 'en',
    textParams: { subject, text, path },
    items: null,
  };
  await withTransaction(ctx, (inTx) => queueMessages(inTx, [message]));
  return { id };
}

/**
 * Queues a message to each browser of a person.
 * @throws DomainError 422 for somebody without an account.
 */
export async function sendServicePush(
  ctx: NotificationsContext,
  { userId, title, body, path }: { userId: UserId; title: string; body: string; path: string },
): Promise<{ id: NotificationId; devices: number }> {
  const contact = (await ctx.people.byIds([userId])).get(userId);
  if (!contact) throw invalid('userId', 'There is no account with this id.');
  const id = newId<NotificationId>();
  const devices = await devicesOf(ctx, { userId });
  if (devices.length === 0) return { id, devices: 0 };
  const { locale } = contact;
  const message = { title, body, link: path, tag: id, locale, notificationId: id, taskId: null, actions: [] };
  await withTransaction(ctx, (inTx) =>
    publish(inTx, {
      type: 'push.queued',
      organizationId: null,
      subject: { kind: 'notification', id, version: 1 },
      audience: null,
      payload: { userId, message },
    }),
  );
  return { id, devices: devices.length };
}
