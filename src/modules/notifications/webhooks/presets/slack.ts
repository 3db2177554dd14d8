import { type ChatMessage, jsonRequest, type Preset, shortened } from './preset.ts';

/** Incoming webhooks of Slack: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: Preset = {
  hasSecretUrl: true,
  fields: [],
  build: (message, { url }) =>
    jsonRequest(url, {
      text: escape(message.headline),
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: shortened(mrkdwn(message), 2_900), verbatim: true } }],
      unfurl_links: false,
      unfurl_media: false,
    }),
};

function mrkdwn({ headline, subject, quote, url, linkText }: ChatMessage): string {
  const lines = [escape(headline)];
  if (subject !== null) lines.push(`*${escape(subject)}*`);
  if (quote !== null) lines.push(`> ${escape(shortened(quote, 1_000))}`);
  if (url !== null) lines.push(`<${url}|${escape(linkText)}>`);
  return lines.join('\n');
}

/**
 * The three signs with a meaning are replaced by entities, so `<!channel>` and `<@U1>` stay text. Slack has no escapes
 * for `*`, `_`, `~` and the backtick: a zero-width space before each keeps it from pairing.
 */
function escape(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, '\u200B$&\u200B');
}
