import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import type { MarkType } from 'prosemirror-model';
import { type Plugin, TextSelection } from 'prosemirror-state';
import { schema } from '../markdown/schema.ts';

const { nodes, marks } = schema;

/** What is typed in Markdown becomes what it means; Backspace right after it brings the typed characters back. */
export function typedMarkdown(): Plugin {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, ([, signs = '#']) => ({ level: signs.length })),
      textblockTypeInputRule(/^```([\w+-]*)\s$/, nodes.code_block, ([, lang]) => ({ lang: lang || null })),
      wrappingInputRule(/^>\s$/, nodes.blockquote),
      wrappingInputRule(/^[-*+]\s$/, nodes.bullet_list),
      wrappingInputRule(
        /^([0-9۰-۹]{1,9})[.)]\s$/,
        nodes.ordered_list,
        ([, digits = '1']) => ({ start: numberOf(digits) }),
        ([, digits = '1'], list) => list.childCount + list.attrs['start'] === numberOf(digits),
      ),
      checkbox,
      rule,
      marked(/\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
      marked(/(?<![\p{L}\p{N}_])__([^_\s](?:[^_]*[^_\s])?)__$/u, marks.strong),
      marked(/(?<!\*)\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.emphasis),
      marked(/(?<![\p{L}\p{N}_])_([^_\s](?:[^_]*[^_\s])?)_$/u, marks.emphasis),
      marked(/~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.delete),
      marked(/`([^`]+)`$/, marks.code),
      link,
    ],
  });
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll(/[۰-۹]/g, (digit) => String('۰۱۲۳۴۵۶۷۸۹'.indexOf(digit))));
}

/** `[ ] ` at the start of an item or a paragraph. */
const checkbox = new InputRule(/^\[([ x]?)\]\s$/, (state, [, sign], start, end) => {
  const $start = state.doc.resolve(start);
  const transaction = state.tr.delete(start, end);
  if ($start.depth >= 2 && $start.node(-1).type === nodes.list_item && $start.index(-1) === 0) {
    return transaction.setNodeAttribute($start.before(-1), 'checked', sign === 'x');
  }
  const $at = transaction.doc.resolve(start);
  const range = $at.blockRange();
  if ($at.parent.type !== nodes.paragraph || !range) return null;
  const item = { type: nodes.list_item, attrs: { checked: sign === 'x' } };
  return transaction.wrap(range, [{ type: nodes.bullet_list }, item]);
});

/** `---` alone in a paragraph. */
const rule = new InputRule(/^(---|\*\*\*|___)$/, (state, _match, start) => {
  const $start = state.doc.resolve(start);
  if ($start.depth !== 1 || $start.parent.type !== nodes.paragraph) return null;
  const at = $start.before();
  const transaction = state.tr.replaceWith(at, $start.after(), [nodes.rule.create(), nodes.paragraph.create()]);
  return transaction.setSelection(TextSelection.create(transaction.doc, at + 2));
});

/** A text between signs gets their mark. */
function marked(pattern: RegExp, type: MarkType): InputRule {
  return new InputRule(
    pattern,
    (state, [all, text = ''], start, end) => {
      const $start = state.doc.resolve(start);
      if (!$start.parent.type.allowsMarkType(type) || state.doc.rangeHasMark(start, end, marks.code)) return null;
      // The last sign of the pattern is being typed and not in the document yet.
      const opening = (all ?? '').indexOf(text);
      const from = start + opening;
      const transaction = state.tr.delete(from + text.length, end).delete(start, from);
      transaction.addMark(start, start + text.length, type.create());
      return transaction.removeStoredMark(type);
    },
    { inCodeMark: false },
  );
}

const link = new InputRule(
  /(?<!!)\[([^[\]]+)\]\(((?:https?:\/\/|mailto:|\/)[^\s()]+)\)$/,
  (state, match, start, end) => {
    const [, text = '', href = ''] = match;
    return state.tr
      .replaceWith(start, end, schema.text(text, [marks.link.create({ href })]))
      .removeStoredMark(marks.link);
  },
);
