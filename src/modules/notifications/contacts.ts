import type { Contact } from '#modules/auth';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from './context.ts';

/** Whom a notification or mail goes to; undefined where the account is gone. */
export async function contactOf(ctx: NotificationsContext, userId: UserId): Promise<Contact | undefined> {
  return (await ctx.people.byIds([userId])).get(userId);
}

/** A day in somebody's own language, calendar and time zone. */
export function dayIn({ locale, timezone }: Contact, at: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(new Date(at));
}
