import type { EditorState } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { folded } from '../../../../src/shared/folded.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Icon } from '../icon.tsx';
import { blockChoices } from './block-choices.ts';
import { closeSuggestions, type Trigger, triggerOf } from './document/suggesting.ts';
import type { Suggestion, TextReferences } from '../text-references.ts';

export interface Row {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly icon: ReactNode;
  readonly choose: () => void;
}

export interface Suggestions {
  /** Missing while nothing is offered. */
  readonly open: {
    readonly label: string;
    readonly rows: readonly Row[];
    readonly active: number;
    readonly at: number;
  } | null;
  readonly onKey: (event: KeyboardEvent) => boolean;
}

interface Found {
  readonly sign: string;
  readonly query: string;
  /** Where the sign is. */
  readonly at: number;
  readonly list: readonly Suggestion[];
}

/**
 * What the list under the caret offers: blocks after `/`, people after `@`, tasks after `#`.
 * @param onFile Lets the person choose a file.
 */
export function useSuggestions(
  view: EditorView | null,
  state: EditorState | null,
  references: TextReferences | null,
  onFile: (() => void) | null,
): Suggestions {
  const { t } = useTexts();
  const trigger = state && triggerOf(state);
  const [found, setFound] = useState<Found | null>(null);
  const [step, setStep] = useState<{ readonly query: string; readonly active: number }>({ query: '', active: 0 });
  const { sign = null, query = '', from: at = 0 } = trigger ?? {};
  // The list of an earlier sign is not shown at a later one.
  if (sign === null && found !== null) setFound(null);
  /** Whether the list is for what is typed by now; until then the list before it is shown. */
  const isCurrent = sign === '/' || found?.query === query;
  /** What was typed when Enter was pressed before its list was there. */
  const awaited = useRef<string | null>(null);

  useEffect(() => {
    if (references === null || (sign !== '@' && sign !== '#')) return undefined;
    let isWanted = true;
    const take = (list: readonly Suggestion[]) => isWanted && setFound({ sign, query, at, list });
    references.suggest(sign, query).then(take, () => take([]));
    return () => {
      isWanted = false;
    };
  }, [references, sign, query, at]);

  const replace = (text: string) => {
    if (!view || !trigger) return;
    const next = view.state.doc.textBetween(trigger.to, Math.min(trigger.to + 1, view.state.doc.content.size), ' ');
    view.dispatch(view.state.tr.insertText(next === ' ' || text === '' ? text : `${text} `, trigger.from, trigger.to));
    view.focus();
  };
  const rows = (): readonly Row[] => {
    if (sign === '/') return blockRows(query);
    if (found === null || found.sign !== sign || found.at !== at) return [];
    return found.list.map(({ text, ...row }) => ({ ...row, choose: () => replace(text) }));
  };
  const blockRows = (words: string) =>
    blockChoices
      .filter(({ name }) => name !== 'file' || onFile !== null)
      .map((choice) => ({ ...choice, label: t(`editor.blocks.${choice.name}`) }))
      .filter(({ label, words: english }) => folded(`${label} ${english}`).includes(folded(words)))
      .map(({ name, icon, label, command }) => ({
        id: name,
        label,
        detail: '',
        icon: <Icon of={icon} />,
        choose() {
          replace('');
          if (command && view) command(view.state, view.dispatch, view);
          else onFile?.();
        },
      }));

  const shown = trigger === null ? [] : rows();
  const active = step.query === query ? Math.min(step.active, shown.length - 1) : 0;
  const move = (by: number) => setStep({ query, active: (active + by + shown.length) % shown.length });
  const typed = () => (view && triggerOf(view.state)?.query) ?? null;
  const choose = () => {
    if (isCurrent && typed() === query) shown[active]?.choose();
    else awaited.current = typed();
  };
  useLayoutEffect(() => {
    if (awaited.current !== null && awaited.current !== typed()) awaited.current = null;
    if (awaited.current !== query || !isCurrent) return;
    awaited.current = null;
    choose();
  });
  return {
    open:
      shown.length === 0 || trigger === null
        ? null
        : { label: labelOf(trigger.sign), rows: shown, active, at: trigger.from },
    onKey(event) {
      if (shown.length === 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.key === 'ArrowDown') move(1);
      else if (event.key === 'ArrowUp') move(-1);
      else if (event.key === 'Enter' || event.key === 'Tab') choose();
      else if (event.key === 'Escape' && view) view.dispatch(closeSuggestions(view.state));
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };

  function labelOf(of: Trigger['sign']): string {
    return t(`editor.lists.${of === '/' ? 'blocks' : of === '@' ? 'people' : 'tasks'}`);
  }
}
