import type { NotificationsContext } from '../context.ts';
import type { MessageRow } from './message.ts';
import { renderAgain } from './message-reply.ts';

/** No scripts, no network, no forms. Links open outside of the frame. */
const contentPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The HTML part of a mail as a document for a frame in the app. Its links lead nowhere, except in the development
 * outbox of a server on loopback.
 */
export async function previewPage(
  ctx: NotificationsContext,
  headers: Readonly<Record<string, string>>,
  row: MessageRow,
): Promise<Response> {
  const { html, showsLinks } = await renderAgain(ctx, row);
  return new Response(showsLinks ? inNewTabs(html) : withoutTargets(html), {
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy,
      'x-frame-options': 'SAMEORIGIN',
      // A browser shows no page of its own that has both a sandbox and an opener policy.
      'cross-origin-opener-policy': 'unsafe-none',
    },
  });
}

/** Attributes are rendered with escaped quotation marks, and text with escaped angle brackets. */
const link = /<a\b([^>]*?) href="[^"]*"/g;

function withoutTargets(html: string): string {
  return html.replaceAll(link, '<a$1');
}

function inNewTabs(html: string): string {
  return html.replaceAll(link, '$& target="_blank" rel="noreferrer"');
}
