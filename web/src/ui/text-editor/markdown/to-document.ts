import type { Definition, List, ListItem, Nodes, PhrasingContent, Root, RootContent, Table, TableRow } from 'mdast';
import type { Attrs, Mark, Node } from 'prosemirror-model';
import { schema } from './schema.ts';

const { nodes, marks } = schema;

/** A part of the syntax tree that the editor cannot show. */
class NotShown extends Error {}

interface Reading {
  readonly source: string;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Addresses written as they are: text that people edit, or links when texts are compared. */
  readonly plainAddresses: 'text' | 'links';
}

/**
 * The blocks of a syntax tree. A block that the editor cannot show is a `source_block`.
 * @param source The text that was parsed; unused parts may be missing if the tree was made otherwise.
 */
export function toBlocks(root: Root, source: string, plainAddresses: Reading['plainAddresses']): readonly Node[] {
  const reading: Reading = { source, plainAddresses, definitions: definitionsIn(root) };
  return root.children.map((child) => {
    try {
      return blockOf(child, reading);
    } catch (error) {
      if (error instanceof NotShown) return sourceBlock(sliceOf(child, source));
      throw error;
    }
  });
}

/** A block that shows its Markdown. */
export function sourceBlock(source: string): Node {
  return nodes.source_block.create(null, textOf(source));
}

/** The part of the source that a node was read from. */
export function sliceOf({ position }: Nodes, source: string): string {
  return source.slice(position?.start.offset, position?.end.offset);
}

function blockOf(node: RootContent, reading: Reading): Node {
  switch (node.type) {
    case 'paragraph':
      return nodes.paragraph.create(null, inlineOf(node.children, reading));
    case 'heading':
      return nodes.heading.create({ level: node.depth }, inlineOf(node.children, reading));
    case 'thematicBreak':
      return nodes.rule.create();
    case 'code': {
      const { lang = null, meta = null } = node;
      return nodes.code_block.create({ lang, meta }, textOf(node.value));
    }
    case 'blockquote': {
      const children = node.children.map((child) => blockOf(child, reading));
      return nodes.blockquote.create(null, children.length > 0 ? children : nodes.paragraph.create());
    }
    case 'list':
      return listOf(node, reading);
    case 'table':
      return tableOf(node, reading);
    default:
      throw new NotShown(node.type);
  }
}

function listOf(node: List, reading: Reading): Node {
  const items = node.children.map((item) => itemOf(item, reading));
  const spread = node.spread ?? false;
  return node.ordered
    ? nodes.ordered_list.create({ start: node.start ?? 1, spread }, items)
    : nodes.bullet_list.create({ spread }, items);
}

function itemOf({ checked = null, spread, children }: ListItem, reading: Reading): Node {
  const blocks = children.map((child) => blockOf(child, reading));
  if (blocks[0]?.type !== nodes.paragraph) blocks.unshift(nodes.paragraph.create());
  return nodes.list_item.create({ checked, spread: spread ?? false }, blocks);
}

function tableOf({ align, children }: Table, reading: Reading): Node {
  const width = children[0]?.children.length ?? 0;
  const rowOf = ({ children: cells }: TableRow, index: number) => {
    const type = index === 0 ? nodes.table_header : nodes.table_cell;
    const own = Array.from({ length: width }, (_, column) => {
      const content = nodes.paragraph.create(null, inlineOf(cells[column]?.children ?? [], reading));
      return type.create({ align: align?.[column] ?? null }, content);
    });
    return nodes.table_row.create(null, own);
  };
  return nodes.table.create(null, children.map(rowOf));
}

function inlineOf(content: readonly PhrasingContent[], reading: Reading, active: readonly Mark[] = []): Node[] {
  return content.flatMap((node): Node[] => {
    const within = (mark: Mark, children: readonly PhrasingContent[]) => {
      // A document has no mark without a text, and no mark twice in one place.
      if (children.length === 0 || mark.isInSet(active)) throw new NotShown(node.type);
      return inlineOf(children, reading, mark.addToSet(active));
    };
    switch (node.type) {
      case 'text':
        return node.value
          .split(/\r\n|\r|\n/)
          .flatMap((line, index) => [
            ...(index > 0 ? [nodes.line_break.create(null, null, active)] : []),
            ...(line === '' ? [] : [schema.text(line, active)]),
          ]);
      case 'inlineCode':
        return node.value === '' ? [] : [schema.text(node.value, marks.code.create().addToSet(active))];
      case 'break':
        return [nodes.line_break.create({ hard: true }, null, active)];
      case 'emphasis':
        return within(marks.emphasis.create(), node.children);
      case 'strong':
        return within(marks.strong.create(), node.children);
      case 'delete':
        return within(marks.delete.create(), node.children);
      case 'link': {
        const isPlain = isPlainAddress(node, reading.source);
        if (isPlain && reading.plainAddresses === 'text') return inlineOf(node.children, reading, active);
        return within(marks.link.create({ href: node.url, title: node.title ?? null }), node.children);
      }
      case 'linkReference':
        return within(marks.link.create(targetOf(node.identifier, reading)), node.children);
      case 'image':
        return [imageOf({ src: node.url, title: node.title ?? null }, node.alt, active)];
      case 'imageReference': {
        const { href, title } = targetOf(node.identifier, reading);
        return [imageOf({ src: href, title }, node.alt, active)];
      }
      case 'html':
        return [nodes.source_inline.create({ source: node.value }, null, active)];
      case 'footnoteReference':
        return [nodes.source_inline.create({ source: sliceOf(node, reading.source) }, null, active)];
      default:
        throw new NotShown('a part of a line');
    }
  });
}

function imageOf(attributes: Attrs, alt: string | null | undefined, active: readonly Mark[]): Node {
  return nodes.image.create({ ...attributes, alt: alt ?? '' }, null, active);
}

function isPlainAddress(link: Extract<PhrasingContent, { type: 'link' }>, source: string): boolean {
  const [only, ...others] = link.children;
  return (
    only?.type === 'text' && others.length === 0 && link.position !== undefined && sliceOf(link, source) === only.value
  );
}

function targetOf(identifier: string, { definitions }: Reading) {
  const definition = definitions.get(identifier);
  if (!definition) throw new NotShown(identifier);
  return { href: definition.url, title: definition.title ?? null };
}

function definitionsIn(root: Root): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  const visit = (node: Nodes) => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if ('children' in node) node.children.forEach(visit);
  };
  visit(root);
  return definitions;
}

function textOf(value: string): Node | null {
  return value === '' ? null : schema.text(value);
}
