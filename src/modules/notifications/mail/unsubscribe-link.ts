import type { UserId } from '#platform/ids.ts';
import { equalSecrets, signedId, unverifiedId } from '#platform/startup/secrets.ts';
import type { NotificationsContext } from '../context.ts';
import { notificationDefinitions } from '../types/registry.ts';
import type { MessageRow } from './message.ts';

/** Stands for every type: in a digest, what a person would get instead are single mails. */
const everyType = 'digest';

/**
 * The token with which the reader of a mail turns off mails of its types (RFC 8058). It is signed and not stored, and
 * does not expire. Null for mails that leave no choice: about the account, and those without a notification in the app.
 */
export function unsubscribeToken(
  { mailKeys: [key] }: NotificationsContext,
  { type, items, userId }: Pick<MessageRow, 'type' | 'items' | 'userId'>,
): string | null {
  if (userId === null) return null;
  const names = type === everyType ? [everyType] : optionalTypes((items ?? [{ type }]).map((item) => item.type));
  return names.length === 0 ? null : [sign(key, userId, names), ...names].join('.');
}

/** Whose mails, and of which types, a token turns off; null for a token that was not signed here. */
export function readUnsubscribeToken(
  { mailKeys }: NotificationsContext,
  token: string,
): { userId: UserId; types: string[] } | null {
  const [signed = '', ...names] = token.split('.');
  const userId = unverifiedId(signed) as UserId | null;
  if (userId === null || !mailKeys.some((key) => equalSecrets(signed, sign(key, userId, names)))) return null;
  return { userId, types: optionalTypes(names) };
}

/** Current names of the types among these whose mails people can turn off. */
function optionalTypes(names: readonly string[]): string[] {
  return notificationDefinitions
    .filter(({ channels }) => typeof channels.email === 'boolean')
    .filter(({ type, formerly = [] }) => [type, ...formerly, everyType].some((name) => names.includes(name)))
    .map(({ type }) => type);
}

function sign(key: Buffer, userId: UserId, names: readonly string[]): string {
  return signedId(key, userId, 'unsubscribe', ...names);
}
