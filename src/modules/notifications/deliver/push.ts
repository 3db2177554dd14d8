import { userIdOf } from '#platform/context.ts';
import type { PushMessage } from '../contract.ts';
import { publish } from '../publish.ts';
import { usersWithDevices } from '../push/push-subscription.ts';
import { localized, text, textKey, type TextParams } from '../texts.ts';
import type { Channel, Notice, Packet } from './channel.ts';
import type { People } from './drafts.ts';

/** Messages to the browsers in which people turned them on. A digest would come too late to be worth a sound. */
export const pushChannel: Channel = {
  kind: 'push',
  hasDigest: false,
  async send(ctx, packets, people) {
    if (packets.length === 0) return;
    const reachable = await usersWithDevices(ctx, { userIds: packets.map(({ contact }) => contact.id) });
    const userIds = new Set(reachable.map(({ userId }) => userId));
    for (const packet of packets) {
      const [{ event, notificationId, userId }] = packet.notices;
      if (!userIds.has(userId)) continue;
      await publish(
        { ...ctx, actor: event.actor, requestId: event.requestId },
        {
          type: 'push.queued',
          organizationId: event.organizationId,
          subject: { kind: 'notification', id: notificationId, version: 1 },
          audience: null,
          payload: { userId, message: messageOf(packet, people) },
        },
      );
    }
  },
};

/** One notice in full, or the newest of several with their number. */
function messageOf({ contact, notices }: Packet, people: People): PushMessage {
  const [first] = notices;
  const newest = notices.at(-1) ?? first;
  const { locale } = contact;
  const { notificationId, event, definition } = newest;
  const taskId = definition.taskId?.(event) ?? null;
  const textParams = definition.textParams(event);
  const { title, body } = wordsOf(newest, contact, textParams, people);
  const values = { ...textParams, count: notices.length };
  return {
    title: notices.length === 1 ? title : text(locale, 'mail', 'task-changes.subject', values),
    body: notices.length === 1 ? body : title,
    link: definition.link({ organizationId: event.organizationId, taskId, textParams }),
    tag: taskId ?? notificationId,
    locale,
    notificationId,
    taskId,
    actions: [
      ...(taskId !== null && definition.asksForWork === true ? (['complete'] as const) : []),
      'snooze' as const,
    ].map((action) => ({ action, title: text(locale, 'mail', `push.${action}`) })),
  };
}

function wordsOf({ event, definition }: Notice, contact: Packet['contact'], textParams: TextParams, people: People) {
  const { locale } = contact;
  const actorId = userIdOf(event.actor);
  const actor = actorId === null ? undefined : people.byId.get(actorId)?.name;
  const values = { ...localized(contact, textParams), actor: actor ?? text(locale, 'mail', 'somebody') };
  const key = textKey(definition.type, textParams);
  return { title: text(locale, 'mail', `${key}.title`, values), body: text(locale, 'mail', `${key}.body`, values) };
}
