import { Fragment, type Node, type ResolvedPos, Slice } from 'prosemirror-model';
import { schema } from '../markdown/schema.ts';
import { writeMarkdown } from '../markdown/syntax.ts';
import { toTree } from '../markdown/to-tree.ts';

const { nodes } = schema;

/** What is copied as text: Markdown, or the characters themselves of a part of one block. */
export function copiedText(content: Fragment): string {
  let part = content;
  while (part.childCount === 1 && part.firstChild && !part.firstChild.isInline) {
    if (part.firstChild.isLeaf) break;
    part = part.firstChild.content;
  }
  return part.firstChild?.isInline
    ? part.textBetween(0, part.size, '', textOfLeaf)
    : writeMarkdown(toTree(content.content));
}

function textOfLeaf({ attrs }: Node): string {
  return String(attrs['alt'] ?? attrs['source'] ?? '\n');
}

/**
 * The paragraphs of a pasted plain text, which empty lines separate. Lines have no space at their start, which Markdown
 * drops; headings and cells of tables are single lines.
 */
export function plainText(text: string, $at: ResolvedPos): Slice {
  const isCell = $at.depth > 1 && $at.node(-1).type.spec['tableRole'] !== undefined;
  const lines = text.replaceAll(/(?:\r\n?|\n)[ \t]*/g, '\n');
  const paragraphs = isCell
    ? [lines.replaceAll(/\n+/g, ' ')]
    : lines.split($at.parent.type === nodes.heading ? /\n+/ : /\n{2,}/);
  return Slice.maxOpen(
    Fragment.from(paragraphs.map((paragraph) => nodes.paragraph.create(null, lineNodes(paragraph)))),
  );
}

function lineNodes(paragraph: string): readonly Node[] {
  return paragraph
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [nodes.line_break.create()] : []),
      ...(line === '' ? [] : [schema.text(line)]),
    ]);
}
