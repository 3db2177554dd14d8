import type { Element, ElementContent, Nodes, Root } from 'hast';
import { referencesIn, type TextReferences } from './text-references.ts';

interface RenderedParts {
  readonly source: string;
  readonly references: TextReferences | null;
}

const withOwnDirection = new Set(['ul', 'ol', 'blockquote', 'table']);
/** Their texts mean themselves. */
const literal = new Set(['a', 'code', 'pre']);

/**
 * A plugin that marks in a rendered text: the direction of lists, quotes and tables; the offset of each checkbox in the
 * source, as `dataOffset`; and references to people and tasks, as elements with `dataPerson` or `dataTask`.
 */
export function markParts({ source, references }: RenderedParts) {
  const visit = (parent: Root | Element): void => {
    parent.children = parent.children.flatMap((child): (typeof parent.children)[number][] => {
      if (child.type === 'text') return references === null ? [child] : withReferences(child.value, references);
      if (child.type !== 'element') return [child];
      if (withOwnDirection.has(child.tagName)) child.properties['dir'] = 'auto';
      if (child.tagName === 'li') markCheckbox(child, source);
      if (!literal.has(child.tagName)) visit(child);
      return [child];
    });
  };
  return () => visit;
}

function withReferences(text: string, references: TextReferences): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const { start, end, kind, name } of referencesIn(text, references)) {
    if (start > from) parts.push({ type: 'text', value: text.slice(from, start) });
    const properties = kind === 'person' ? { dataPerson: name } : { dataTask: name };
    parts.push({
      type: 'element',
      tagName: 'span',
      properties,
      children: [{ type: 'text', value: text.slice(start, end) }],
    });
    from = end;
  }
  if (from < text.length) parts.push({ type: 'text', value: text.slice(from) });
  return parts;
}

function markCheckbox(item: Element, source: string): void {
  const [first, second] = item.children.filter(isElement);
  const box = [first, second, ...(first?.children.filter(isElement) ?? [])].find((one) => one?.tagName === 'input');
  const start = item.position?.start.offset;
  if (!box || start === undefined) return;
  const sign = /\[[ \tx\r\n]\]/i.exec(source.slice(start));
  if (sign) box.properties['dataOffset'] = start + sign.index + 1;
}

function isElement(node: Nodes): node is Element {
  return node.type === 'element';
}

/** The source with a checkbox ticked or cleared, whose sign is at the offset. */
export function withTick(source: string, offset: number, isDone: boolean): string {
  return source.slice(0, offset) + (isDone ? 'x' : ' ') + source.slice(offset + 1);
}
