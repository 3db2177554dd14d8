import { lift, setBlockType, toggleMark, wrapIn } from 'prosemirror-commands';
import type { MarkType, Node, NodeType } from 'prosemirror-model';
import { liftListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import { type Command, type EditorState, TextSelection, type Transaction } from 'prosemirror-state';
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable } from 'prosemirror-tables';
import { schema } from '../markdown/schema.ts';

const { nodes, marks } = schema;

export type ListKind = 'bullet' | 'ordered' | 'check';

export const bold = toggleMark(marks.strong);
export const italic = toggleMark(marks.emphasis);
export const strikethrough = toggleMark(marks.delete);
export const inlineCode = toggleMark(marks.code);
export const tableCommands = { addRowAfter, addColumnAfter, deleteRow, deleteColumn, deleteTable };

/** The innermost node around the start of the selection that passes. */
function around({ selection: { $from } }: EditorState, passes: (node: Node) => boolean) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (passes(node)) return { node, pos: $from.before(depth) };
  }
  return null;
}

const isList = ({ type }: Node) => type === nodes.bullet_list || type === nodes.ordered_list;

export function isWithin(state: EditorState, type: NodeType): boolean {
  return around(state, (node) => node.type === type) !== null;
}

export function hasMark(state: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  return state.doc.rangeHasMark(from, to, type);
}

/** The kind of the list around the selection, or null. */
export function listKind(state: EditorState): ListKind | null {
  const list = around(state, isList)?.node;
  if (!list) return null;
  if (list.type === nodes.ordered_list) return 'ordered';
  const item = around(state, ({ type }) => type === nodes.list_item)?.node;
  return item && item.attrs['checked'] !== null ? 'check' : 'bullet';
}

/** Makes a list of a kind, changes the kind of the list around, or ends the list if it has this kind already. */
export function toggleList(kind: ListKind): Command {
  const type = kind === 'ordered' ? nodes.ordered_list : nodes.bullet_list;
  const checked = kind === 'check' ? false : null;
  return (state, dispatch) => {
    if (listKind(state) === kind) return liftListItem(nodes.list_item)(state, dispatch);
    const list = around(state, isList);
    if (!list) {
      return wrapInList(type)(
        state,
        dispatch &&
          ((transaction) => {
            const { from, to } = transaction.selection;
            transaction.doc.nodesBetween(from, to, (node, pos) => {
              if (node.type === nodes.list_item) transaction.setNodeAttribute(pos, 'checked', checked);
            });
            dispatch(transaction);
          }),
      );
    }
    const transaction = state.tr.setNodeMarkup(list.pos, type, { spread: list.node.attrs['spread'] });
    list.node.forEach((item, offset) => {
      const isDone = kind === 'check' ? (item.attrs['checked'] ?? false) : null;
      transaction.setNodeAttribute(list.pos + 1 + offset, 'checked', isDone);
    });
    dispatch?.(transaction);
    return true;
  };
}

/** Enter in a list: the next item, with a checkbox if this one has one. */
export const splitItem: Command = (state, dispatch) => {
  const item = around(state, ({ type }) => type === nodes.list_item)?.node;
  if (!item) return false;
  const { checked, spread } = item.attrs;
  return splitListItem(nodes.list_item, { checked: checked === null ? null : false, spread })(state, dispatch);
};

/** Backspace at the start of an item takes away its checkbox, then its bullet. */
export const unwrapItem: Command = (state, dispatch) => {
  const { $cursor } = state.selection as TextSelection;
  if (!$cursor || $cursor.parentOffset > 0 || $cursor.depth < 2) return false;
  const item = $cursor.node(-1);
  if (item.type !== nodes.list_item || $cursor.index(-1) > 0) return false;
  if (item.attrs['checked'] === null) return liftListItem(nodes.list_item)(state, dispatch);
  dispatch?.(state.tr.setNodeAttribute($cursor.before(-1), 'checked', null));
  return true;
};

/** A heading of a level, or a paragraph if it is one already. */
export function toggleHeading(level: number): Command {
  return (state, dispatch) => {
    const block = state.selection.$from.parent;
    const isAlready = block.type === nodes.heading && block.attrs['level'] === level;
    return setBlockType(isAlready ? nodes.paragraph : nodes.heading, isAlready ? null : { level })(state, dispatch);
  };
}

export const toggleQuote: Command = (state, dispatch) =>
  isWithin(state, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

export const toggleCodeBlock: Command = (state, dispatch) =>
  setBlockType(isWithin(state, nodes.code_block) ? nodes.paragraph : nodes.code_block)(state, dispatch);

export const lineBreak: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if ($from.parent.type.spec.code || !$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.line_break.create()).scrollIntoView());
  return true;
};

/** Whether the caret is at the end of a block of code. */
function isAtEndOfCode({ selection: { $from, empty } }: EditorState): boolean {
  return empty && $from.parent.type.spec.code === true && $from.parentOffset === $from.parent.content.size;
}

/** Enter in an empty last line of code goes on below the code. */
export const leaveCode: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if (!isAtEndOfCode(state) || !$from.parent.textContent.endsWith('\n')) return false;
  dispatch?.(withParagraphAt(state.tr.delete($from.pos - 1, $from.pos), $from.after() - 1));
  return true;
};

/** The arrow down at the end of code that ends the text goes on below it. */
export const goBelowCode: Command = (state, dispatch) => {
  const { $from } = state.selection;
  if (!isAtEndOfCode(state) || $from.after() < state.doc.content.size) return false;
  dispatch?.(withParagraphAt(state.tr, $from.after()));
  return true;
};

function withParagraphAt(transaction: Transaction, at: number): Transaction {
  transaction.insert(at, nodes.paragraph.create());
  return transaction.setSelection(TextSelection.create(transaction.doc, at + 1)).scrollIntoView();
}

/** Puts a block in place of an empty paragraph, or behind the block of the caret. */
function putBlock(state: EditorState, block: Node) {
  const { $from } = state.selection;
  const transaction = state.tr;
  const isEmpty = $from.parent.type === nodes.paragraph && $from.parent.content.size === 0;
  const at = isEmpty ? $from.before() : $from.after();
  if (isEmpty) transaction.replaceWith(at, $from.after(), block);
  else transaction.insert(at, block);
  return { transaction, at };
}

export const insertRule: Command = (state, dispatch) => {
  const { transaction, at } = putBlock(state, nodes.rule.create());
  dispatch?.(withParagraphAt(transaction, at + 1));
  return true;
};

/** A table of two columns and three rows, of which the first is the heading. */
export const insertTable: Command = (state, dispatch) => {
  const row = (type: NodeType) =>
    nodes.table_row.create(
      null,
      [0, 1].map(() => type.create(null, nodes.paragraph.create())),
    );
  const rows = [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)];
  const { transaction, at } = putBlock(state, nodes.table.create(null, rows));
  // Within the table, its row, the cell and the paragraph.
  dispatch?.(transaction.setSelection(TextSelection.create(transaction.doc, at + 4)).scrollIntoView());
  return true;
};

/** The address of the link at the selection, or an empty text. */
export function linkAt(state: EditorState): string {
  const { $from, from, to, empty } = state.selection;
  let href = '';
  if (empty) href = String(marks.link.isInSet($from.marks())?.attrs['href'] ?? '');
  else
    state.doc.nodesBetween(from, to, (node) => {
      href ||= String(marks.link.isInSet(node.marks)?.attrs['href'] ?? '');
    });
  return href;
}

/** Links the selection, or the link that the caret is in; an empty address takes the link away. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const { from, to } = linkRange(state);
    const transaction = state.tr;
    if (from === to && href !== '') {
      transaction.insert(from, schema.text(href, [marks.link.create({ href })]));
    } else {
      transaction.removeMark(from, to, marks.link);
      if (href !== '') transaction.addMark(from, to, marks.link.create({ href }));
    }
    dispatch?.(transaction);
    return true;
  };
}

function linkRange({ selection }: EditorState): { from: number; to: number } {
  const { from, to, empty, $from } = selection;
  const link = empty ? marks.link.isInSet($from.marks()) : undefined;
  if (!link) return { from, to };
  let [start, end] = [$from.index(), $from.indexAfter()];
  const parent = $from.parent;
  while (start > 0 && link.isInSet(parent.child(start - 1).marks)) start -= 1;
  while (end < parent.childCount && link.isInSet(parent.child(end).marks)) end += 1;
  const offsetOf = (index: number) => parent.children.slice(0, index).reduce((sum, child) => sum + child.nodeSize, 0);
  return { from: $from.start() + offsetOf(start), to: $from.start() + offsetOf(end) };
}
