import { jsonRequest, type Preset, shortened } from './preset.ts';

/** Incoming webhooks of Google Chat: https://developers.google.com/workspace/chat/quickstart/webhooks */
export const googleChat: Preset = {
  hasSecretUrl: true,
  fields: [],
  build: ({ headline, subject, quote, url: page, linkText }, { url }) => {
    const lines = [plain(headline)];
    if (subject !== null) lines.push(`*${plain(subject)}*`);
    if (quote !== null) lines.push(`> ${plain(shortened(quote, 1_000))}`);
    if (page !== null) lines.push(`<${page}|${plain(linkText)}>`);
    return jsonRequest(url, { text: shortened(lines.join('\n'), 4_000) });
  },
};

/** `<users/all>` and links need angle brackets. There are no escapes: a zero-width space keeps signs from pairing. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/[*_~`]/g, '\u200B$&\u200B')
    .replaceAll('@', '@\u200B');
}
