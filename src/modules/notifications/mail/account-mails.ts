import type { authContract, Contact } from '#modules/auth';
import type { EventOf } from '#platform/events/event.ts';
import { contactOf, dayIn } from '../contacts.ts';
import type { NotificationsContext } from '../context.ts';
import { type TextParams, text } from '../texts.ts';
import { queueMessage } from './message.ts';

/** Account events that are sent by mail only: the owner may be unable to sign in. */
export const accountEvents = [
  'user.signed-up',
  'user.verification-requested',
  'user.password-reset-requested',
  'user.sign-up-repeated',
  'user.email-changed',
  'user.security-changed',
  'user.leaving',
] as const;
export type AccountEvent = Extract<EventOf<typeof authContract.events>, { type: (typeof accountEvents)[number] }>;

interface Draft {
  readonly type: string;
  readonly facts: TextParams;
  /** Recipient, if not the account's own address. */
  readonly recipient?: string;
}

/** Queues the mail for an account event. */
export async function mailOfAccount(ctx: NotificationsContext, event: AccountEvent): Promise<void> {
  const contact = await contactOf(ctx, event.payload.userId);
  const draft = contact && draftOf(event, contact);
  if (!draft) return;
  await queueMessage(ctx, {
    eventId: event.id,
    organizationId: null,
    type: draft.type,
    recipient: draft.recipient ?? contact.email,
    userId: contact.id,
    locale: contact.locale,
    facts: { name: contact.name, ...draft.facts },
  });
}

function draftOf(event: AccountEvent, contact: Contact): Draft | null {
  switch (event.type) {
    case 'user.signed-up':
      return { type: 'welcome', facts: { path: '/' } };
    case 'user.verification-requested': {
      const { linkId, email } = event.payload;
      return { type: 'verify-email', facts: { linkId, email }, recipient: email };
    }
    case 'user.password-reset-requested':
      return { type: 'password-reset', facts: { linkId: event.payload.linkId } };
    case 'user.sign-up-repeated':
      return { type: 'account-exists', facts: { path: '/sign-in' } };
    case 'user.email-changed': {
      const { before, after } = event.payload;
      return { type: 'email-changed', facts: { email: after, path: '/forgot' }, recipient: before };
    }
    case 'user.security-changed': {
      const { counts = {} } = event.payload;
      const change = text(contact.locale, 'mail', `security-changes.${event.payload.change}`, counts);
      return { type: 'security-changed', facts: { change, path: '/settings/security' } };
    }
    case 'user.leaving': {
      const { linkId, finishAt } = event.payload;
      return linkId === null ? null : { type: 'account-leaving', facts: { linkId, date: dayIn(contact, finishAt) } };
    }
  }
}
