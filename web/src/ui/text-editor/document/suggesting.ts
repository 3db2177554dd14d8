import { type EditorState, Plugin, PluginKey } from 'prosemirror-state';

/** A sign that was typed, and what follows it up to the caret. */
export interface Trigger {
  readonly sign: '/' | '@' | '#';
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

interface Suggesting {
  readonly trigger: Trigger | null;
  /** Where the list was closed: it stays closed there. */
  readonly closedAt: number | null;
}

const key = new PluginKey<Suggesting>('suggesting');
const signs = /(?:^|[\s([{>"'“«،,;:])([@#/])([\p{L}\p{N}._-]{0,50})$/u;

/**
 * Notes the sign before the caret that opens a list.
 * @param onKey Receives each key while a list may be open; true if it handled it.
 */
export function suggesting(onKey: (event: KeyboardEvent) => boolean): Plugin<Suggesting> {
  return new Plugin<Suggesting>({
    key,
    state: {
      init: () => ({ trigger: null, closedAt: null }),
      apply(transaction, before, _old, state) {
        const trigger = triggerIn(state);
        const closedAt: unknown = transaction.getMeta(key) ?? before.closedAt;
        if (trigger === null || trigger.from !== closedAt) {
          // Only typing opens a list, not a click.
          const isTyped = transaction.docChanged || before.trigger !== null;
          return { trigger: isTyped ? trigger : null, closedAt: null };
        }
        return { trigger: null, closedAt: trigger.from };
      },
    },
    props: {
      handleKeyDown: (_view, event) => onKey(event),
    },
  });
}

export function triggerOf(state: EditorState): Trigger | null {
  return key.getState(state)?.trigger ?? null;
}

/** A transaction that closes the list until another sign is typed. */
export function closeSuggestions(state: EditorState) {
  return state.tr.setMeta(key, triggerOf(state)?.from ?? null);
}

function triggerIn({ selection: { empty, $from } }: EditorState): Trigger | null {
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  if ($from.marks().some(({ type }) => type.name === 'code')) return null;
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc').replaceAll('\ufffc', ' ');
  const [, sign, query] = signs.exec(before) ?? [];
  if (query === undefined || (sign !== '/' && sign !== '@' && sign !== '#')) return null;
  return { sign, query, from: $from.pos - query.length - 1, to: $from.pos };
}
