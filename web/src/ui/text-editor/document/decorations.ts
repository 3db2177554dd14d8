import type { Node } from 'prosemirror-model';
import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { schema } from '../markdown/schema.ts';
import { referencesIn, type TextReferences } from '../../text-references.ts';

const { nodes, marks } = schema;
const withDirection = new Set([nodes.bullet_list, nodes.ordered_list, nodes.blockquote, nodes.table]);

/** Shows the placeholder, the direction of lists, quotes and tables, and mentions and keys of tasks. */
export function decorations(placeholder: () => string, references: () => TextReferences | null): Plugin {
  return new Plugin<DecorationSet>({
    key: new PluginKey('decorations'),
    state: {
      init: (_, { doc }) => decorate(doc, placeholder(), references()),
      apply: (transaction, before) =>
        transaction.docChanged ? decorate(transaction.doc, placeholder(), references()) : before,
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

function decorate(doc: Node, placeholder: string, references: TextReferences | null): DecorationSet {
  const found: Decoration[] = [];
  const isEmpty = doc.childCount === 1 && doc.child(0).type === nodes.paragraph && doc.child(0).content.size === 0;
  if (isEmpty) found.push(Decoration.node(0, 2, { class: 'placeholder', 'data-placeholder': placeholder }));
  doc.descendants((node, pos) => {
    if (withDirection.has(node.type)) {
      const dir = directionOf(node.textContent);
      if (dir !== null) found.push(Decoration.node(pos, pos + node.nodeSize, { dir }));
    }
    if (node.type.spec.code) return false;
    if (references === null || !node.isText || marks.code.isInSet(node.marks) || marks.link.isInSet(node.marks))
      return true;
    for (const { start, end, title } of referencesIn(node.text ?? '', references))
      found.push(Decoration.inline(pos + start, pos + end, { class: 'reference', title }));
    return true;
  });
  return DecorationSet.create(doc, found);
}

const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** The direction of the first letter; null without letters. */
function directionOf(text: string): 'ltr' | 'rtl' | null {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter === undefined ? null : rightToLeft.test(letter) ? 'rtl' : 'ltr';
}
