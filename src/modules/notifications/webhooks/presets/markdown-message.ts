import { type ChatMessage, shortened } from './preset.ts';

/** A message in Markdown, with the escapes of the product. */
export function markdownOf(message: ChatMessage, escape: (text: string) => string): string {
  const { headline, subject, quote, url, linkText } = message;
  const lines = [escape(headline)];
  if (subject !== null) lines.push(`**${escape(subject)}**`);
  if (quote !== null) lines.push(`> ${escape(shortened(quote, 1_000))}`);
  if (url !== null) lines.push(`[${escape(linkText)}](${url})`);
  return lines.join('\n\n');
}
