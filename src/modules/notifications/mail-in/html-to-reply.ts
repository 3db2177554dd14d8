import { convert } from 'html-to-text';

/** Sentences before quotes, in whatever language: Gmail, and Thunderbird. */
const attributions = ['.gmail_attr', '.moz-cite-prefix'];
/** History that is not marked as quoted follows: Outlook. */
const separators = ['#appendonsend', '#divRplyFwdMsg'];
const signatures = ['.gmail_signature', '.moz-signature', '#ms-outlook-mobile-signature', '#Signature'];
/** History without marks of quotes. */
const unmarked = ['.yahoo_quoted'];

/**
 * The text of an HTML mail. For a reply, what introduces its history is written as `cutReply` knows it, whatever the
 * language, and signatures are left out.
 */
export function htmlToReply(html: string, isReply = true): string {
  const skipped = ['style', 'script', ...(isReply ? [...signatures, ...unmarked] : [])];
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 2 * 1024 * 1024, maxDepth: 100, maxChildNodes: 20_000 },
    formatters: {
      attribution: (_element, _walk, builder) => writeLine(builder, 'On that day, they wrote:'),
      separator: (_element, _walk, builder) => writeLine(builder, '-----Original Message-----'),
      imageMark: ({ attribs }: { attribs?: Record<string, string> }, _walk, builder) => {
        const [, id = ''] = /^cid:(.{1,500})$/.exec(attribs?.['src'] ?? '') ?? [];
        if (id !== '') builder.addInline(`${markStart}${encodeURIComponent(id.toWellFormed())}${markEnd}`);
      },
    },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'img', format: 'imageMark' },
      ...skipped.map((selector) => ({ selector, format: 'skip' })),
      ...(isReply ? attributions : []).map((selector) => ({ selector, format: 'attribution' })),
      ...(isReply ? separators : []).map((selector) => ({ selector, format: 'separator' })),
    ],
  });
}

interface Builder {
  openBlock(options: { leadingLineBreaks: number }): void;
  addInline(text: string): void;
  closeBlock(options: { trailingLineBreaks: number }): void;
}

function writeLine(builder: Builder, line: string): void {
  builder.openBlock({ leadingLineBreaks: 2 });
  builder.addInline(line);
  builder.closeBlock({ trailingLineBreaks: 2 });
}

/** Private characters (Unicode, Private Use Area), which a mail has no reason to contain. */
const markStart = '\ue0f0';
const markEnd = '\ue0f1';

/** The content ids of the images whose marks a text contains. */
export function imageIds(text: string): Set<string> {
  return new Set([...text.matchAll(/\ue0f0([^\ue0f0\ue0f1]{1,4000})\ue0f1/g)].map(([, id = '']) => decoded(id)));
}

export function withoutImageMarks(text: string): string {
  return text.replaceAll(/\ue0f0[^\ue0f0\ue0f1]{0,4000}\ue0f1/g, '');
}

/** The mail itself may contain such characters, around anything. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return '';
  }
}
