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

/** Several people may share a browser: from here on, drafts are those of this person. */
export function openDraftsOf(userId: string): void {
  owner = userId;
}

export function draftOf(name: string): KeptDraft | null {
  const stored = localStorage.getItem(keyOf(name));
  return stored === null ? null : (JSON.parse(stored) as KeptDraft);
}

export function keepDraft(name: string, draft: KeptDraft): void {
  localStorage.setItem(keyOf(name), JSON.stringify(draft));
}

export function dropDraft(name: string): void {
  localStorage.removeItem(keyOf(name));
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
