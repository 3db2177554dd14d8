import type { Nodes, Root } from 'mdast';

const maxLength = 200;
/** Only this much of a text is parsed: an excerpt shows the beginning. */
const readLength = 4 * maxLength;

/**
 * The beginning of a Markdown text (CommonMark with GitHub's extensions) as one line of plain text, without markup,
 * addresses of links and pictures, and HTML. For inboxes, mails and search results.
 */
export async function excerptOf(markdown: string): Promise<string> {
  const read = markdown.slice(0, readLength).toWellFormed();
  const line = plainText(await parse(read))
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const isWhole = markdown.length <= readLength;
  return line.length <= maxLength && isWhole ? line : `${beginningOf(line)}…`;
}

/** The parser is loaded at the first call. */
async function parse(markdown: string): Promise<Root> {
  const [{ fromMarkdown }, { gfmFromMarkdown }, { gfm }] = await Promise.all([
    import('mdast-util-from-markdown'),
    import('mdast-util-gfm'),
    import('micromark-extension-gfm'),
  ]);
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** Nodes that follow each other without a space. Between all others a space is added. */
const inline: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'emphasis',
  'strong',
  'delete',
  'link',
  'linkReference',
]);

function plainText(node: Nodes): string {
  if (node.type === 'html' || node.type === 'definition') return '';
  if ('value' in node) return node.value;
  if ('alt' in node) return node.alt ?? '';
  if (node.type === 'break') return ' ';
  if (!('children' in node)) return ' ';
  return node.children.map(plainText).join(inline.has(node.type) ? '' : ' ');
}

/** Cuts between grapheme clusters (Unicode UAX #29). */
function beginningOf(line: string): string {
  let beginning = '';
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    if (beginning.length + segment.length > maxLength) break;
    beginning += segment;
  }
  return beginning.trimEnd();
}
