import { z } from 'zod';
import type { NotificationsContext } from '../context.ts';
import { text } from '../texts.ts';
import { mailDefinitions, notificationDefinitions } from '../types/registry.ts';

/** Mails with several notifications, those that services write, and tests. */
const otherMails = ['task-changes', 'digest', 'message', 'test'];

/** The types of all mails. */
export const mailTypes: readonly string[] = [
  ...notificationDefinitions.map(({ type, mailType = type }) => mailType),
  ...mailDefinitions.map(({ type }) => type),
  ...otherMails,
];

export const MailTypes = z
  .strictObject({ items: z.array(z.strictObject({ type: z.string(), name: z.string() })) })
  .meta({ id: 'MailTypes' });

/** The types of all mails, with their names in the caller's language. */
export async function listMailTypes(ctx: NotificationsContext): Promise<z.input<typeof MailTypes>> {
  const locale = await ctx.people.languageOf(ctx.actor);
  return { items: mailTypes.map((type) => ({ type, name: text(locale, 'mail', `${type}.name`) })) };
}
