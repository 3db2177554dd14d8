import { convert } from 'html-to-text';

/** Where clients put the history and the signature: Gmail, Yahoo, Apple Mail and Thunderbird, Outlook, Proton. */
const leftOut = [
  '.gmail_quote',
  '.gmail_signature',
  '.yahoo_quoted',
  'blockquote[type="cite"]',
  '.moz-cite-prefix',
  '.moz-signature',
  '#divRplyFwdMsg',
  '#appendonsend',
  '.protonmail_quote',
  'img',
  'style',
  'script',
];

/** The text of an HTML mail, without history and signature where the markup tells them. */
export function htmlToReply(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 2 * 1024 * 1024, maxDepth: 100, maxChildNodes: 20_000 },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      ...leftOut.map((selector) => ({ selector, format: 'skip' })),
    ],
  });
}
