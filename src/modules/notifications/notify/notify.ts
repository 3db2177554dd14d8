import { userIdOf } from '#platform/context.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import { newId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { addNotifications, type NewNotification } from '../inbox/add-notifications.ts';
import { type NewMessage, queueMessages } from '../mail/message.ts';
import { localized, text } from '../texts.ts';
import { type Draft, draftsOf, type People, peopleOf, whoMayKnow } from './drafts.ts';

/**
 * Notifies people of events, each at most once for an event and type. What the events need is read once, and what they
 * write is written together. Call it in the transaction that records the events.
 */
export async function notify(ctx: NotificationsContext, events: readonly AnyEvent[]): Promise<void> {
  const drafts = draftsOf(events).filter((draft) => !isOwnAct(draft));
  if (drafts.length === 0) return;
  const people = await peopleOf(ctx, drafts);
  const existing = drafts.filter(({ recipient: { userId } }) => userId === null || people.byId.has(userId));
  const known = await whoMayKnow(ctx, existing);
  const notifications = known.flatMap((draft) => notificationOf(draft) ?? []);
  const addedIds = await addNotifications(ctx, notifications);
  const added = notifications.filter(({ id }) => addedIds.has(id)).map(({ draft }) => draft);
  const mails = known.filter(({ definition }) => definition.kind === 'mail');
  const mailed = [...added.filter(isMailed), ...mails];
  await queueMessages(
    ctx,
    mailed.map((draft) => messageOf(draft, people)),
  );
}

function isOwnAct({ event, definition, recipient }: Draft): boolean {
  if (definition.kind === 'mail' || definition.includesActor === true) return false;
  return recipient.userId !== null && recipient.userId === userIdOf(event.actor);
}

function isMailed({ definition, recipient }: Draft): boolean {
  if (definition.kind === 'mail') return true;
  const { email } = definition.channels;
  return typeof email === 'boolean' ? (recipient.email ?? email) : email === 'always';
}

function notificationOf(draft: Draft): (NewNotification & { readonly draft: Draft }) | null {
  const { event, definition, recipient } = draft;
  if (definition.kind === 'mail' || recipient.userId === null) return null;
  return {
    draft,
    id: newId<NotificationId>(),
    event,
    organizationId: event.organizationId,
    userId: recipient.userId,
    type: definition.type,
    taskId: definition.taskId?.(event) ?? null,
    textParams: definition.textParams(event),
    isRead: definition.isRead?.(event) ?? false,
  };
}

/** In the language of the account with the address; without an account, in the language of who caused it. */
function messageOf({ event, definition, recipient }: Draft, people: People): NewMessage {
  const { userId, address = '' } = recipient;
  const actorId = userIdOf(event.actor);
  const actor = actorId === null ? undefined : people.byId.get(actorId);
  const contact = userId === null ? undefined : people.byId.get(userId);
  const reader = contact ?? people.byAddress.get(address.toLowerCase()) ?? actor;
  const locale = reader?.locale ?? 'en';
  const { organizationId } = event;
  const taskId = definition.kind === 'mail' ? null : (definition.taskId?.(event) ?? null);
  const textParams = definition.textParams(event);
  return {
    event,
    organizationId,
    type: (definition.kind === 'notification' ? definition.mailType : undefined) ?? definition.type,
    recipient: address === '' && contact ? contact.email : address,
    userId,
    locale,
    textParams: {
      path: definition.link({ organizationId, taskId, textParams }),
      actor: actor?.name ?? text(locale, 'mail', 'somebody'),
      ...(contact ? { name: contact.name } : {}),
      ...localized(reader ?? { locale, calendar: 'gregorian', timezone: 'UTC' }, textParams),
    },
  };
}
