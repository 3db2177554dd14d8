import { useEffect, useState } from 'react';

const prefix = 'taskuno.draft.';

export interface Draft {
  readonly text: string;
  readonly set: (text: string) => void;
  /** Once it is sent or given up. */
  readonly discard: () => void;
}

/** A text that is being written; it survives a reload until it is sent. */
export function useDraft(name: string, start = ''): Draft {
  const key = prefix + name;
  const [text, set] = useState(() => localStorage.getItem(key) ?? start);
  useEffect(() => {
    if (text === start) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  }, [key, text, start]);
  return { text, set, discard: () => set(start) };
}

export function hasDraft(name: string): boolean {
  return localStorage.getItem(prefix + name) !== null;
}
