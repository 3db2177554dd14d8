import type { ReceivedMail } from './parse-mail.ts';

/** Why a mail is not handled whatever it is about; null if it is. */
export function refusalOf(mail: ReceivedMail, ownHost: string): string | null {
  if (mail.from === null) return 'no-single-sender';
  if (isOwn(mail, ownHost)) return 'own-mail';
  if (isAutomatic(mail)) return 'automatic-reply';
  if (isBounce(mail)) return 'bounce';
  if (isBulk(mail)) return 'mailing-list';
  return isForged(mail) ? 'sender-not-authentic' : null;
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

/**
 * Whether the receiving server found the sender forged (RFC 8601). It writes its results above all others; those below
 * with another server's name may come from anybody.
 */
function isForged({ header }: ReceivedMail): boolean {
  const all = header('authentication-results').map((value) => value.toLowerCase());
  const own = all.filter((value) => serverOf(value) === serverOf(all[0] ?? ''));
  const has = (result: RegExp) => own.some((value) => result.test(value));
  if (has(/\bdmarc=fail\b/)) return true;
  const isSpfFailed = has(/\bspf=(?:fail|softfail)\b/);
  return isSpfFailed && has(/\bdkim=fail\b/) && !has(/\bdkim=pass\b/);
}

function serverOf(result: string): string | undefined {
  return result.split(';')[0]?.trim().split(/\s/)[0];
}
