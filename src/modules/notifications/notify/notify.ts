import { userIdOf } from '#platform/context.ts';
import type { AnyEvent } from '#platform/events/event.ts';
import { newId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import type { Notice } from '../deliver/channel.ts';
import { deliver } from '../deliver/deliver.ts';
import { type Draft, draftsOf, isMuted, mutableSubjects, peopleOf, whoMayKnow } from '../deliver/drafts.ts';
import { messageOf } from '../deliver/email.ts';
import { addNotifications, type NewNotification } from '../inbox/add-notifications.ts';
import { queueMessages } from '../mail/message.ts';
import { type Choices, readChoices } from '../deliver/read-choices.ts';
import { last } from '../choices/resolve.ts';

/**
 * Notifies people of events, each at most once for an event and type. What the events need is read once, and what they
 * write is written together. Call it in the transaction that records the events.
 */
export async function notify(ctx: NotificationsContext, events: readonly AnyEvent[]): Promise<void> {
  const drafts = draftsOf(events);
  if (drafts.length === 0) return;
  const people = await peopleOf(ctx, drafts);
  const existing = drafts.filter(({ recipient: { userId } }) => userId === null || people.byId.has(userId));
  const mails = existing.filter(({ definition }) => definition.kind === 'mail');
  const possible = existing.flatMap((draft) => noticeOf(draft) ?? []);
  const userIds = [...new Set(possible.map(({ userId }) => userId))];
  const choices = await readChoices(ctx, userIds, mutableSubjects(possible));
  const wanted = possible.filter((notice) => !isMuted(notice, choices) && !isUnwantedOwnAct(notice, choices));
  const notices = await whoMayKnow(ctx, wanted);
  const added = await addNotifications(ctx, notices.map(notificationOf));
  await deliver(
    ctx,
    notices.filter(({ notificationId }) => added.has(notificationId)),
    people,
    choices,
  );
  await queueMessages(
    ctx,
    mails.map((draft) => messageOf(draft, people)),
  );
}

function noticeOf({ definition, recipient, event }: Draft): Notice | null {
  if (definition.kind === 'mail' || recipient.userId === null) return null;
  return { event, definition, recipient, userId: recipient.userId, notificationId: newId<NotificationId>() };
}

/** Whether the recipient did it, and is not to be notified of it. */
function isUnwantedOwnAct({ event, definition, userId }: Notice, choices: Choices): boolean {
  if (definition.includesActor === true || userId !== userIdOf(event.actor)) return false;
  return last(choices.of(userId, event.organizationId), 'ownActs') !== true;
}

function notificationOf({ event, definition, userId, notificationId }: Notice): NewNotification {
  return {
    id: notificationId,
    event,
    organizationId: event.organizationId,
    userId,
    type: definition.type,
    taskId: definition.taskId?.(event) ?? null,
    textParams: definition.textParams(event),
    isRead: definition.isRead?.(event) ?? false,
  };
}
