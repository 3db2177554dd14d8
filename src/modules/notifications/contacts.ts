import type { Contact } from '#modules/auth';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from './context.ts';

/** Recipient of a notification or mail; undefined if the account is deleted. */
export async function contactOf(ctx: NotificationsContext, userId: UserId): Promise<Contact | undefined> {
  return (await ctx.people.byIds([userId])).get(userId);
}

/** Formats a day in the recipient's language, calendar and time zone. */
export function dayIn({ locale, timezone }: Contact, at: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(new Date(at));
}
