import { useEffect, useRef, useState } from 'react';
import { type DraftBase, draftOf, dropDraft, keepDraft, type KeptDraft, onReturnedText } from './drafts.ts';

export interface Draft extends KeptDraft {
  /** What the text was before the editing, also from before a reload: changes by others since are newer. */
  readonly base: DraftBase;
  readonly set: (text: string) => void;
  /** The current text, for code that has waited. */
  readonly latest: () => string;
  readonly latestBase: () => DraftBase;
  /** Goes on from a text that is stored by now. The current text stays, unless another one replaces it. */
  readonly rebase: (base: DraftBase, text?: string) => void;
  /** Call it once the text is sent or dropped. */
  readonly discard: () => void;
}

/** A text that is being written; it survives a reload until it is sent. */
export function useDraft(name: string, start = '', version: number | null = null): Draft {
  const [draft, setDraft] = useState(() => draftOf(name) ?? { text: start, base: { text: start, version } });
  const latest = useRef(draft);
  useEffect(
    () =>
      onReturnedText((returnedName, returned) => {
        if (returnedName !== name) return;
        latest.current = returned;
        setDraft(returned);
      }),
    [name],
  );
  const put = (next: KeptDraft) => {
    latest.current = next;
    setDraft(next);
    if (next.text === next.base.text) dropDraft(name);
    else keepDraft(name, next);
  };
  return {
    ...draft,
    set: (text) => put({ ...latest.current, text }),
    latest: () => latest.current.text,
    latestBase: () => latest.current.base,
    rebase: (base, text = latest.current.text) => put({ ...latest.current, text, base }),
    // Synchronously: the component that shows the text next may do so before this one renders again.
    discard: () => put({ text: start, base: { text: start, version } }),
  };
}

export function hasDraft(name: string): boolean {
  return draftOf(name) !== null;
}
