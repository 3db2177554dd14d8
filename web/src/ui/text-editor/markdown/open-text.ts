import type { Nodes, Root } from 'mdast';
import type { Node } from 'prosemirror-model';
import { schema } from './schema.ts';
import { parseMarkdown, writeMarkdown } from './syntax.ts';
import { sliceOf, sourceBlock, toBlocks } from './to-document.ts';
import { toTree } from './to-tree.ts';

export interface WrittenText {
  readonly text: string;
  /** False if the text reads differently from the document: Markdown cannot express it. */
  readonly isExact: boolean;
}

export interface OpenText {
  readonly document: Node;
  /** The Markdown of an edited document. Blocks that were not edited are written as they were, byte for byte. */
  readonly write: (document: Node) => WrittenText;
}

/** A block as it was read. */
interface ReadBlock {
  readonly node: Node;
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a Markdown text for editing. A block that would read differently after it was written again is shown as its
 * Markdown instead, so that editing it loses nothing.
 */
export function openText(source: string): OpenText {
  const blocks = readBlocks(source);
  const nodes = blocks.map(({ node }) => node);
  const document = schema.node('doc', null, nodes.length > 0 ? nodes : [schema.node('paragraph')]);
  return {
    document,
    write(edited) {
      if (edited.eq(document)) return { text: source, isExact: true };
      const kept = writtenWithSource(edited.children, blocks, source);
      if (reads(kept, edited)) return { text: kept, isExact: true };
      const anew = writeMarkdown(toTree(edited.children));
      return reads(anew, edited) ? { text: anew, isExact: true } : { text: kept, isExact: false };
    },
  };
}

/** The blocks of a pasted text. */
export function pastedBlocks(source: string): readonly Node[] {
  return readBlocks(source).map(({ node }) => node);
}

function readBlocks(source: string): readonly ReadBlock[] {
  const root = parseMarkdown(source);
  const shown = toBlocks(root, source, 'text');
  const isLossless = losslessIn(root, source, shown);
  return root.children.map((child, index) => ({
    node: (isLossless(index) && shown[index]) || sourceBlock(sliceOf(child, source)),
    start: child.position?.start.offset ?? 0,
    end: child.position?.end.offset ?? source.length,
  }));
}

/** Which blocks read the same after they were written again. */
function losslessIn(root: Root, source: string, shown: readonly Node[]): (index: number) => boolean {
  const compared = toBlocks(root, source, 'links');
  const again = comparable(writeMarkdown(toTree(shown)));
  if (again.length === compared.length && again.every((node, index) => compared[index]?.eq(node))) return () => true;
  const definitions = root.children
    .filter(({ type }: Nodes) => type === 'definition' || type === 'footnoteDefinition')
    .map((node) => `\n\n${sliceOf(node, source)}`);
  return (index) => {
    const own = shown[index];
    if (!own || own.type === schema.nodes.source_block) return true;
    const [first, ...others] = comparable(writeMarkdown(toTree([own])) + definitions.join(''));
    return first !== undefined && others.length === definitions.length && compared[index]?.eq(first) === true;
  };
}

function comparable(text: string): readonly Node[] {
  return toBlocks(parseMarkdown(text), text, 'links');
}

function writtenWithSource(children: readonly Node[], blocks: readonly ReadBlock[], source: string): string {
  const origins = originsOf(children, blocks);
  const isSameCount = children.length === blocks.length;
  let text = '';
  let previous: number | null = -1;
  children.forEach((child, index) => {
    const block = blocks[origins[index] ?? -1];
    const own = block ? source.slice(block.start, block.end) : writeMarkdown(toTree([child]));
    if (own === '') return;
    // An edited block is where it was before if no block was added or removed.
    const place = origins[index] ?? (isSameCount ? index : null);
    if (place !== null && previous === place - 1)
      text += source.slice(blocks[place - 1]?.end ?? 0, blocks[place]?.start);
    else if (text !== '') text += '\n\n';
    text += own;
    previous = place;
  });
  return previous === blocks.length - 1 ? text + source.slice(blocks.at(-1)?.end ?? 0) : text;
}

/** For each block of an edited document, the index of the block that it was read from, if it is unchanged. */
function originsOf(children: readonly Node[], blocks: readonly ReadBlock[]): readonly (number | null)[] {
  const shorter = Math.min(children.length, blocks.length);
  let start = 0;
  while (start < shorter && isFrom(children[start], blocks[start])) start += 1;
  let fromEnd = 0;
  while (fromEnd < shorter - start && isFrom(children.at(-1 - fromEnd), blocks.at(-1 - fromEnd))) fromEnd += 1;
  const byNode = new Map(blocks.map(({ node }, index) => [node, index]));
  return children.map((child, index) => {
    if (index < start) return index;
    if (index >= children.length - fromEnd) return index - children.length + blocks.length;
    return byNode.get(child) ?? null;
  });
}

function isFrom(child: Node | undefined, block: ReadBlock | undefined): boolean {
  return child !== undefined && block !== undefined && child.eq(block.node);
}

/** Whether a text reads as the document. */
function reads(text: string, document: Node): boolean {
  const expected = toBlocks(toTree(document.children), '', 'text');
  const root = parseMarkdown(text);
  const actual = toBlocks(root, text, 'text');
  // Source blocks are written as they are; they may be edited to anything.
  if (document.children.some(({ type }) => type === schema.nodes.source_block))
    return readsBesideSource(expected, actual);
  return expected.length === actual.length && expected.every((node, index) => actual[index]?.eq(node));
}

function readsBesideSource(expected: readonly Node[], actual: readonly Node[]): boolean {
  let from = 0;
  return expected.every((node) => {
    if (node.type === schema.nodes.source_block) return true;
    const index = actual.findIndex((other, at) => at >= from && other.eq(node));
    from = index + 1;
    return index >= 0;
  });
}
