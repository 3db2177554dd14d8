import type { Contact } from '#modules/auth';
import { userIdOf } from '#platform/context.ts';
import { type NewMessage, queueMessages } from '../mail/message.ts';
import { localized, type Reader, text, type TextParams } from '../texts.ts';
import type { Channel, Packet } from './channel.ts';
import type { Draft, People } from './drafts.ts';

export const emailChannel: Channel = {
  kind: 'email',
  hasDigest: true,
  send: async (ctx, packets, people) => {
    const now = ctx.clock.now().toISOString();
    await queueMessages(
      ctx,
      packets.map((packet) => messageOfPacket(packet, people, now)),
    );
  },
};

/** A mail lists the newest; its text has the number of all, and its button leads to them. */
const maxItems = 100;

function messageOfPacket({ contact, notices, isDigest, olderCount }: Packet, people: People, now: string): NewMessage {
  const [first] = notices;
  if (notices.length === 1 && !isDigest) return messageOf(first, people);
  const items = notices.slice(-maxItems).map((notice) => {
    const { type, textParams } = messageOf(notice, people);
    return { type, textParams };
  });
  const { key, title, path, taskId } = items[0]?.textParams ?? {};
  const count = notices.length + olderCount;
  const counts = { count, ...(count > items.length ? { more: count - items.length } : {}) };
  const textParams: TextParams = isDigest
    ? { ...localized(contact, { date: now }), ...counts, path: '/inbox' }
    : {
        key: key ?? '',
        title: title ?? '',
        path: path ?? '/inbox',
        ...counts,
        ...(taskId === undefined ? {} : { taskId }),
      };
  return {
    event: first.event,
    organizationId: isDigest ? null : first.event.organizationId,
    type: isDigest ? 'digest' : 'task-changes',
    recipient: contact.email,
    userId: contact.id,
    locale: contact.locale,
    textParams,
    items,
  };
}

/** In the language of the account with the address; without an account, in the language of who caused it. */
export function messageOf({ event, definition, recipient }: Draft, people: People): NewMessage {
  const { userId, address = '', locale } = recipient;
  const actorId = userIdOf(event.actor);
  const actor = actorId === null ? undefined : people.byId.get(actorId);
  const contact = userId === null ? undefined : people.byId.get(userId);
  const reader: Reader = contact ??
    people.byAddress.get(address.toLowerCase()) ??
    actor ?? { ...unknownReader, ...(locale === undefined ? {} : { locale }) };
  const { organizationId } = event;
  const taskId = definition.kind === 'mail' ? null : (definition.taskId?.(event) ?? null);
  const textParams = definition.textParams(event);
  return {
    event,
    organizationId,
    type: (definition.kind === 'notification' ? definition.mailType : undefined) ?? definition.type,
    recipient: addressOf(address, contact),
    userId,
    locale: reader.locale,
    textParams: {
      path: definition.link({ organizationId, taskId, textParams }),
      ...(taskId === null ? {} : { taskId }),
      actor: actor?.name ?? text(reader.locale, 'mail', 'somebody'),
      ...(contact ? { name: contact.name } : {}),
      ...localized(reader, textParams),
    },
    items: null,
  };
}

function addressOf(address: string, contact: Contact | undefined): string {
  return address === '' && contact ? contact.email : address;
}

const unknownReader: Reader = { locale: 'en', calendar: 'gregorian', timezone: 'UTC' };
