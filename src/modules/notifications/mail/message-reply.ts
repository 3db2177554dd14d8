import { z } from 'zod';
import type { NotificationsContext } from '../context.ts';
import { mailProviders, MessageId, messageStates } from '../contract.ts';
import { actionLinks } from './action-link.ts';
import { messageIdOf, unsubscribeUrlOf } from './headers.ts';
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
  messageId: z.string().describe('Its Message-ID, as the logs of mail servers name it.'),
  text: z.string(),
  html: z.string(),
  hidesLinks: z.boolean().describe('Whether links that act for its reader are replaced by a placeholder.'),
}).meta({ id: 'MessageWithText' });

const acceptedStates: ReadonlySet<string> = new Set(['sent', 'delayed', 'complained']);

export function toMessage(row: MessageRow): z.input<typeof Message> {
  const { id, type, recipient, subject, state, attempts, error, provider, createdAt, sentAt } = row;
  const sent = acceptedStates.has(state);
  return { id, type, recipient, subject, state, sent, attempts, error, provider, createdAt, sentAt };
}

/** Adds the rendered mail, without the links that act for its reader. */
export async function withText(ctx: NotificationsContext, row: MessageRow): Promise<z.input<typeof MessageWithText>> {
  const { text, html, hidesLinks } = await renderAgain(ctx, row);
  return { ...toMessage(row), messageId: messageIdOf(ctx, row), text, html, hidesLinks };
}

/**
 * The mail as it was or will be sent. Links that act for its reader are shown only if the mail was kept instead of
 * sent and the server is on loopback, to developers who try the app on their own machine.
 */
export async function renderAgain(ctx: NotificationsContext, row: MessageRow) {
  const showsLinks = row.state === 'outbox' && ctx.showsLinks;
  const hidden = `${ctx.publicUrl}/#hidden`;
  const shown = (url: string) => (showsLinks ? url : hidden);
  const isOneTime = row.type === 'invite' || row.textParams['linkId'] !== undefined;
  const url = showsLinks || !isOneTime ? (await linkOf(ctx, row)).url : null;
  const actions = actionLinks(ctx, row).map((link) => ({ ...link, url: shown(link.url) }));
  const unsubscribeUrl = unsubscribeUrlOf(ctx, row);
  const mail = renderMail({
    ...row,
    url: url ?? hidden,
    publicUrl: ctx.publicUrl,
    actions,
    unsubscribeUrl: unsubscribeUrl && shown(unsubscribeUrl),
  });
  const hasSecrets = isOneTime || actions.length > 0 || unsubscribeUrl !== null;
  return { ...mail, showsLinks, hidesLinks: hasSecrets && !showsLinks };
}
