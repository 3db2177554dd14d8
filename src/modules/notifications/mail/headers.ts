import type { NotificationsContext } from '../context.ts';
import type { MessageRow } from './message.ts';
import { unsubscribeToken } from './unsubscribe-link.ts';

/** The id of a mail, the same at each attempt (RFC 5322, 3.6.4). */
export function messageIdOf({ publicUrl }: NotificationsContext, { id }: Pick<MessageRow, 'id'>): string {
  return `${id}@${new URL(publicUrl).hostname}`;
}

type Addressed = Pick<MessageRow, 'type' | 'textParams' | 'items' | 'userId'>;

/** The headers that are the same at each attempt, besides addresses and subject. */
export function headersOf(ctx: NotificationsContext, row: Addressed): Readonly<Record<string, string>> {
  // Asks for no automatic replies (RFC 3834, 5).
  return { 'Auto-Submitted': 'auto-generated', ...threadHeaders(ctx, row), ...unsubscribeHeaders(ctx, row) };
}

/**
 * Mails to a person about a task form a thread: all refer to one id that no mail has. Otherwise the thread would depend
 * on which of them arrived first.
 */
function threadHeaders({ publicUrl }: NotificationsContext, { textParams, userId }: Addressed) {
  const taskId = textParams['taskId'];
  if (taskId === undefined || userId === null) return {};
  const root = `<task.${taskId}.${userId}@${new URL(publicUrl).hostname}>`;
  return { References: root, 'In-Reply-To': root };
}

/** Lets mail programs offer to unsubscribe: with one click where the server is reached by HTTPS (RFC 8058, 3.1). */
function unsubscribeHeaders(ctx: NotificationsContext, row: Addressed) {
  const token = unsubscribeToken(ctx, row);
  if (token === null) return {};
  const link = { 'List-Unsubscribe': `<${ctx.publicUrl}/api/v1/notifications/unsubscribe?token=${token}>` };
  const isSecure = ctx.publicUrl.startsWith('https:');
  return isSecure ? { ...link, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : link;
}

/** The page of the browser app that asks before it turns off mails like this one. */
export function unsubscribeUrlOf(ctx: NotificationsContext, row: Addressed): string | null {
  const token = unsubscribeToken(ctx, row);
  return token === null ? null : unsubscribePage(ctx, token);
}

/** The token is in the fragment: it is not sent to the server, or anywhere else, when the page loads. */
export function unsubscribePage({ publicUrl }: NotificationsContext, token: string): string {
  return `${publicUrl}/unsubscribe#${token}`;
}
