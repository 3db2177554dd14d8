import { below, escapeHtml, jsonRequest, type Preset, shortened } from './preset.ts';

/** sendMessage of the Telegram Bot API: https://core.telegram.org/bots/api#sendmessage */
export const telegram: Preset = {
  defaultUrl: 'https://api.telegram.org',
  hasSecretUrl: false,
  fields: [
    { name: 'botToken', isSecret: true, isRequired: true, pattern: /^\d{1,20}:[\w-]{10,100}$/ },
    { name: 'chatId', isSecret: false, isRequired: true, pattern: /^(?:-?\d{1,20}|@\w{3,64})$/ },
  ],
  build: ({ headline, subject, quote, url: page, linkText }, { url, fields }) => {
    const lines = [plain(headline)];
    if (subject !== null) lines.push(`<b>${plain(subject)}</b>`);
    if (quote !== null) lines.push(`<blockquote>${plain(shortened(quote, 1_000))}</blockquote>`);
    if (page !== null) lines.push(`<a href="${escapeHtml(page)}">${plain(linkText)}</a>`);
    return jsonRequest(below(url, `/bot${fields['botToken'] ?? ''}/sendMessage`), {
      chat_id: fields['chatId'] ?? '',
      text: lines.join('\n'),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
  },
};

/** Telegram finds `@names`, `#tags` and `/commands` in any text: a zero-width space behind the sign prevents it. */
function plain(text: string): string {
  return escapeHtml(text).replaceAll(/[@#/]/g, '$&\u200B');
}
