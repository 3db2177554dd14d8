import { useRef, useState } from 'react';
import { type DraftBase, draftOf, dropDraft, keepDraft } from './drafts.ts';

export interface Draft {
  readonly text: string;
  /** What the writing began from, though it was before a reload: what others wrote since is newer. */
  readonly base: DraftBase;
  readonly set: (text: string) => void;
  /** The text as it is now: for whoever waited, and holds an older draft. */
  readonly latest: () => string;
  /** Once it is sent or given up. */
  readonly discard: () => void;
}

/** A text that is being written; it survives a reload until it is sent. */
export function useDraft(name: string, start = '', version: number | null = null): Draft {
  const [draft, setDraft] = useState(() => draftOf(name) ?? { text: start, base: { text: start, version } });
  const { text, base } = draft;
  const latest = useRef(text);
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
    // At once: whatever shows the text next may do so before this is drawn again.
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
