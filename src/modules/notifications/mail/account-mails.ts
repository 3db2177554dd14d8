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
  readonly textParams: TextParams;
  /** Recipient, if not the account's own address. */
  readonly recipient?: string;
}

/** Queues the mail for an account event. */
export async function queueAccountMail(ctx: NotificationsContext, event: AccountEvent): Promise<void> {
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
    textParams: { name: contact.name, ...draft.textParams },
  });
}

function draftOf(event: AccountEvent, contact: Contact): Draft | null {
  switch (event.type) {
    case 'user.signed-up':
      return { type: 'welcome', textParams: { path: '/' } };
    case 'user.verification-requested': {
      const { linkId, email } = event.payload;
      return { type: 'verify-email', textParams: { linkId, email }, recipient: email };
    }
    case 'user.password-reset-requested':
      return { type: 'password-reset', textParams: { linkId: event.payload.linkId } };
    case 'user.sign-up-repeated':
      return { type: 'account-exists', textParams: { path: '/sign-in' } };
    case 'user.email-changed': {
      const { before, after } = event.payload;
      return { type: 'email-changed', textParams: { email: after, path: '/forgot' }, recipient: before };
    }
    case 'user.security-changed': {
      const { counts = {} } = event.payload;
      const change = text(contact.locale, 'mail', `security-changes.${event.payload.change}`, counts);
      return { type: 'security-changed', textParams: { change, path: '/settings/security' } };
    }
    case 'user.leaving': {
      const { linkId, finishAt } = event.payload;
      return linkId === null
        ? null
        : { type: 'account-leaving', textParams: { linkId, date: dayIn(contact, finishAt) } };
    }
  }
}
