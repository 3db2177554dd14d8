import { newId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NewMessage } from './message.ts';

/** A mail that shows that mails to an address arrive. */
export function testMessage(
  { actor, requestId }: NotificationsContext,
  { recipient, userId, locale }: { recipient: string; userId: UserId | null; locale: string },
): NewMessage {
  return {
    event: { id: newId(), actor, requestId },
    organizationId: null,
    type: 'test',
    recipient,
    userId,
    locale,
    textParams: { path: '/' },
    items: null,
  };
}
