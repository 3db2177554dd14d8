import { baseKeymap, chainCommands, setBlockType } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { undoInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { liftListItem, sinkListItem } from 'prosemirror-schema-list';
import type { Node } from 'prosemirror-model';
import { type Command, type Plugin, Selection } from 'prosemirror-state';
import { goToNextCell } from 'prosemirror-tables';
import { schema } from '../markdown/schema.ts';
import {
  bold,
  goBelowCode,
  inlineCode,
  italic,
  leaveCode,
  lineBreak,
  splitItem,
  strikethrough,
  toggleHeading,
  toggleList,
  toggleQuote,
  unwrapItem,
} from './commands.ts';

const { nodes } = schema;

export interface OuterKeys {
  readonly onSubmit: () => void;
  readonly onEscape: () => void;
  readonly onLink: () => void;
}

function always(act: () => void): Command {
  return () => {
    act();
    return true;
  };
}

/** To the start or the end of the whole text. */
function goTo(place: (doc: Node) => Selection): Command {
  return ({ tr, doc }, dispatch) => {
    dispatch?.(tr.setSelection(place(doc)).scrollIntoView());
    return true;
  };
}

/** The keys of the editor. Tab leaves it, except in lists and tables, where Escape and then Tab does. */
export function keys({ onSubmit, onEscape, onLink }: OuterKeys): Plugin[] {
  const headings = [1, 2, 3].map((level) => [`Mod-Alt-${level}`, toggleHeading(level)] as const);
  return [
    keymap({
      'Mod-Enter': always(onSubmit),
      Escape: always(onEscape),
      'Mod-k': always(onLink),
      'Mod-z': undo,
      'Mod-y': redo,
      'Shift-Mod-z': redo,
      'Mod-b': bold,
      'Mod-i': italic,
      'Mod-e': inlineCode,
      'Mod-Shift-x': strikethrough,
      'Mod-Alt-0': setBlockType(nodes.paragraph),
      ...Object.fromEntries(headings),
      'Mod-Shift-7': toggleList('ordered'),
      'Mod-Shift-8': toggleList('bullet'),
      'Mod-Shift-9': toggleList('check'),
      'Mod-Shift-.': toggleQuote,
      'Ctrl-Home': goTo(Selection.atStart),
      'Ctrl-End': goTo(Selection.atEnd),
      'Shift-Enter': lineBreak,
      Enter: chainCommands(leaveCode, splitItem),
      ArrowDown: goBelowCode,
      Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
      'Shift-Tab': chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
      Backspace: chainCommands(undoInputRule, unwrapItem),
    }),
    keymap(baseKeymap),
  ];
}
