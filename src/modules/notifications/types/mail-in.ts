import { explainedRefusals } from '../contract.ts';
import { defineMail } from './define.ts';

/** Tells a sender why an email was not accepted. */
const mailRefused = defineMail({
  type: 'mail-refused',
  events: ['mail.refused'],
  recipients: ({ payload: { sender, userId, locale } }) => [{ userId, address: sender, locale }],
  textParams: ({ payload: { subject, reason } }) => ({ email: subject, outcome: reason }),
  outcomes: explainedRefusals,
  link: () => '/',
});

export const mailInMails = [mailRefused] as const;
