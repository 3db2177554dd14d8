import { z } from 'zod';
import type { NotificationsContext } from '../context.ts';
import { mailProviders, MessageId, messageStates } from '../contract.ts';
import type { MessageRow } from './message.ts';
import { renderMail } from './render.ts';
import { linkOf } from './send-message.ts';

export const Message = z
  .strictObject({
    id: MessageId,
    type: z.string(),
    recipient: z.string(),
    subject: z.string(),
    state: z.enum(messageStates),
    sent: z.boolean().describe('Whether a provider accepted it and has reported no bounce.'),
    attempts: z.number().int(),
    error: z.string().nullable().describe('Why it was not sent, or what the provider reported afterwards.'),
    provider: z.enum(mailProviders).nullable().describe('Who accepted it.'),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Message' });

export const MessageWithText = Message.extend({
  text: z.string(),
  html: z.string(),
  hidesLinks: z.boolean().describe('Whether one-time links are replaced by a placeholder.'),
}).meta({ id: 'MessageWithText' });

const acceptedStates: ReadonlySet<string> = new Set(['sent', 'delayed', 'complained']);

export function toMessage(row: MessageRow): z.input<typeof Message> {
  const { id, type, recipient, subject, state, attempts, error, provider, createdAt, sentAt } = row;
  const sent = acceptedStates.has(state);
  return { id, type, recipient, subject, state, sent, attempts, error, provider, createdAt, sentAt };
}

/**
 * Adds the rendered mail. Links that act for its reader are shown only from the development outbox of a server on
 * loopback, to developers who try the app on their own machine.
 */
export async function withText(ctx: NotificationsContext, row: MessageRow): Promise<z.input<typeof MessageWithText>> {
  const isShown = row.state === 'outbox' && ctx.showsLinks;
  const isOneTime = row.type === 'invite' || row.textParams['linkId'] !== undefined;
  const link = isShown || !isOneTime ? (await linkOf(ctx, row)).url : null;
  const hidden = `${ctx.publicUrl}/#hidden`;
  const { text, html } = renderMail({ ...row, url: link ?? hidden, publicUrl: ctx.publicUrl });
  return { ...toMessage(row), text, html, hidesLinks: isOneTime && !isShown };
}
