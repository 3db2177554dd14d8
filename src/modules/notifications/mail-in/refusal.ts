import type { ReceivedMail } from './parse-mail.ts';

/** Why a mail is not handled and its sender is not told, whatever the mail is about; null if it is handled. */
export function refusalOf(mail: ReceivedMail, ownHost: string): string | null {
  if (mail.from === null) return 'no-single-sender';
  if (isOwn(mail, ownHost)) return 'own-mail';
  if (isAutomatic(mail)) return 'automatic-reply';
  if (isBounce(mail)) return 'bounce';
  return isBulk(mail) ? 'mailing-list' : null;
}

/** Our mails have a UUID of ours before the @. */
function isOwn({ messageId, header }: ReceivedMail, ownHost: string): boolean {
  if (header('message-id').length === 0) return false;
  return /^<[0-9a-f-]{36}@([^@>]+)>$/i.exec(messageId)?.[1]?.toLowerCase() === ownHost.toLowerCase();
}

/** RFC 3834, 5, and what replied before it. */
function isAutomatic({ header }: ReceivedMail): boolean {
  const isSet = (name: string) => header(name).some((value) => !/^\s*(?:no|none)?\s*(?:;|$)/i.test(value));
  const names = ['auto-submitted', 'x-auto-response-suppress', 'x-autoreply', 'x-autorespond', 'x-autoresponder'];
  return names.some(isSet);
}

function isBounce({ from, header }: ReceivedMail): boolean {
  const isReport = header('content-type').some((value) => /^\s*multipart\/report\b/i.test(value));
  const isEmptyPath = header('return-path').some((value) => /^\s*<?\s*>?\s*$/.test(value));
  return isReport || isEmptyPath || /^(?:mailer-daemon|postmaster)@/.test(from ?? '');
}

function isBulk({ header }: ReceivedMail): boolean {
  if (header('precedence').some((value) => /\b(?:bulk|list|junk|auto_reply)\b/i.test(value))) return true;
  return ['list-id', 'list-post', 'list-unsubscribe', 'feedback-id'].some((name) => header(name).length > 0);
}
