import { createSignal, type Signal } from './signal.ts';

/** The start of a draft: the original text, and the version of its object if it has one. */
export interface DraftBase {
  readonly text: string;
  readonly version: number | null;
}

/** A text that could not be sent, with the id that was chosen for it. */
interface RefusedText {
  readonly id: string;
  readonly text: string;
}

/** A text that is being written, with its original. */
export interface KeptDraft {
  readonly text: string;
  readonly base: DraftBase;
  /** The text that came back to it last: sent again as it is, it has the same id. */
  readonly refused?: RefusedText | undefined;
}

const prefix = 'taskuno.draft.';
let owner = '';
/** Drafts that the browser can't store. */
const inMemory = new Map<string, KeptDraft>();
const onlyHere = createSignal(false);
/** Whether some of them are only in this page. */
export const isDraftOnlyInPage: Signal<boolean> = onlyHere;

/** Several people may share a browser: from here on, drafts are those of this person. */
export function openDraftsOf(userId: string): void {
  owner = userId;
}

export function draftOf(name: string): KeptDraft | null {
  const key = keyOf(name);
  const stored = localStorage.getItem(key);
  return inMemory.get(key) ?? (stored === null ? null : (JSON.parse(stored) as KeptDraft));
}

/** Stores a draft, or keeps it in this page while the browser's storage is full. */
export function keepDraft(name: string, draft: KeptDraft): void {
  const key = keyOf(name);
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    inMemory.delete(key);
  } catch {
    inMemory.set(key, draft);
  }
  onlyHere.set(inMemory.size > 0);
}

export function dropDraft(name: string): void {
  localStorage.removeItem(keyOf(name));
  inMemory.delete(keyOf(name));
  onlyHere.set(inMemory.size > 0);
}

const listeners = new Set<(name: string, draft: KeptDraft) => void>();

/** Puts a text that could not be sent back into its draft, before what was written since. */
export function returnToDraft(name: string, refused: RefusedText): void {
  const { text } = refused;
  const { text: later, base } = draftOf(name) ?? { text: '', base: { text: '', version: null } };
  const draft = { text: later.trim() === '' ? text : `${text}\n\n${later}`, base, refused };
  keepDraft(name, draft);
  for (const listener of listeners) listener(name, draft);
}

/** Calls a function with each draft to which a text returns, until the returned function is called. */
export function onReturnedText(listener: (name: string, draft: KeptDraft) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const keyOf = (name: string) => `${prefix}${owner}.${name}`;
