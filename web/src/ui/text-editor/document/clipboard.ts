import type { Fragment, Node } from 'prosemirror-model';
import { writeMarkdown } from '../markdown/syntax.ts';
import { toTree } from '../markdown/to-tree.ts';

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
