import { z } from 'zod';
import { httpUrl, type ValuesOf, variable } from './variable.ts';

const signingSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must look like whsec_… and be copied completely')
  .optional();

/** Sending and receiving mail, and whom push services contact. */
export const mailVariables = {
  SMTP_URL: variable(
    z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:587' }).optional(),
    'Mail server. Without SMTP_URL and RESEND_API_KEY, email is kept in the email log.',
  ),
  RESEND_API_KEY: variable(
    z.string().min(1).optional(),
    'API key of resend.com. With SMTP_URL, Resend takes over while the mail server fails.',
  ),
  RESEND_API_URL: variable(
    httpUrl('https://api.resend.com').optional(),
    'Address of an API compatible with Resend, if it is not that of resend.com.',
  ),
  RESEND_WEBHOOK_SECRET: variable(
    signingSecret,
    'Signing secret of the webhook at resend.com that reports bounces and complaints to PUBLIC_URL/api/v1/mail-events/resend.',
  ),
  MAIL_FROM: variable(
    z
      .string()
      .regex(/^(?:[^<>\r\n]+ <)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address or Name <address>')
      .default('TaskUno <taskuno@localhost>'),
    'Sender of emails: an address or Name <address>.',
  ),
  MAIL_IN_ADDRESS: variable(
    z
      .string()
      .toLowerCase()
      .regex(
        /^(?:[a-z0-9._-]{1,15})?@[a-z0-9-]+(?:\.[a-z0-9-]+)*$/,
        'must look like inbox@example.com (at most 15 characters before the @), or @replies.example.com',
      )
      .optional(),
    'Address for replies and new tasks by email. inbox@example.com receives mail to inbox+…@example.com; @replies.example.com receives mail to every address of that domain. See docs/mail-in.md.',
  ),
  MAIL_IN_AUTH_SERVER: variable(
    z
      .string()
      .toLowerCase()
      .regex(/^[a-z0-9._-]{1,255}$/, 'must be the name at the start of Authentication-Results, or none')
      .optional(),
    'Name that the receiving mail server writes at the start of Authentication-Results headers, such as mx.example.com. Only senders that it verified act as members. none: every sender is trusted.',
  ),
  MAIL_IN_IMAP_URL: variable(
    z
      .url({ protocol: /^imaps?$/, error: 'must look like imaps://user:password@host/INBOX?done=Archive' })
      .refine(isImapUrl, 'must have a host, a user and a password: imaps://user:password@host/INBOX?done=Archive')
      .optional(),
    'Inbox that is read once a minute: imaps://user:password@host/INBOX. With ?done=Archive, read emails are moved to that folder.',
  ),
  MAIL_IN_RESEND_SECRET: variable(
    signingSecret,
    'Signing secret of the webhook at resend.com that sends email.received to PUBLIC_URL/api/v1/mail-in/resend. Needs RESEND_API_KEY.',
  ),
  VAPID_SUBJECT: variable(
    z
      .string()
      .regex(/^(?:mailto:[^@\s]+@|https:\/\/)\S+$/, 'must look like mailto:admin@example.com or https://example.com')
      .optional(),
    'Whom a push service contacts about push messages: mailto:… or https://…. Default: PUBLIC_URL if it is HTTPS, else the address in MAIL_FROM.',
  ),
};
type MailEnvironment = ValuesOf<typeof mailVariables>;

/** Whether mail is sent by a provider. Otherwise it goes to the email log. */
export function sendsMail({ SMTP_URL, RESEND_API_KEY }: Pick<MailEnvironment, 'SMTP_URL' | 'RESEND_API_KEY'>): boolean {
  return SMTP_URL !== undefined || RESEND_API_KEY !== undefined;
}

/** Whom push services contact about our messages: they accept only `https:` and `mailto:` (RFC 8292, 2.1). */
export function vapidSubject(
  config: Pick<MailEnvironment, 'VAPID_SUBJECT' | 'MAIL_FROM'> & { readonly publicUrl: string },
): string {
  if (config.VAPID_SUBJECT !== undefined) return config.VAPID_SUBJECT;
  if (config.publicUrl.startsWith('https:')) return config.publicUrl;
  return `mailto:${config.MAIL_FROM.replace(/^.*<|>$/g, '')}`;
}

/**
 * Sources of mail without an address that receives it, or without the key to fetch it.
 * @returns Each variable that needs another, with that.
 */
export function incompleteMailIn(values: Partial<MailEnvironment>): [keyof MailEnvironment, keyof MailEnvironment][] {
  const sources = (['MAIL_IN_IMAP_URL', 'MAIL_IN_RESEND_SECRET'] as const).filter((name) => values[name] !== undefined);
  return [
    ...(values.MAIL_IN_ADDRESS === undefined ? sources.map((name) => pair(name, 'MAIL_IN_ADDRESS')) : []),
    ...(values.MAIL_IN_RESEND_SECRET !== undefined && values.RESEND_API_KEY === undefined
      ? [pair('MAIL_IN_RESEND_SECRET', 'RESEND_API_KEY')]
      : []),
  ];
}

function pair(name: keyof MailEnvironment, needed: keyof MailEnvironment): [typeof name, typeof needed] {
  return [name, needed];
}

function isImapUrl(text: string): boolean {
  const { hostname, username, password } = new URL(text);
  return hostname !== '' && username !== '' && password !== '';
}
