import { useEffect, useRef, useState } from 'react';
import { type DraftBase, draftOf, dropDraft, keepDraft, onReturnedText } from './drafts.ts';

export interface Draft {
  readonly text: string;
  /** What the text was before the editing, also from before a reload: changes by others since are newer. */
  readonly base: DraftBase;
  readonly set: (text: string) => void;
  /** The current text, for code that has waited. */
  readonly latest: () => string;
  /** Call it once the text is sent or dropped. */
  readonly discard: () => void;
}

/** A text that is being written; it survives a reload until it is sent. */
export function useDraft(name: string, start = '', version: number | null = null): Draft {
  const [draft, setDraft] = useState(() => draftOf(name) ?? { text: start, base: { text: start, version } });
  const { text, base } = draft;
  const latest = useRef(text);
  useEffect(
    () =>
      onReturnedText((returnedName, returned) => {
        if (returnedName !== name) return;
        latest.current = returned.text;
        setDraft(returned);
      }),
    [name],
  );
  return {
    text,
    base,
    set(next) {
      latest.current = next;
      setDraft({ text: next, base });
      if (next === base.text) dropDraft(name);
      else keepDraft(name, { text: next, base });
    },
    latest: () => latest.current,
    // Synchronously: the component that shows the text next may do so before this one renders again.
    discard() {
      latest.current = start;
      setDraft({ text: start, base: { text: start, version } });
      dropDraft(name);
    },
  };
}

export function hasDraft(name: string): boolean {
  return draftOf(name) !== null;
}
