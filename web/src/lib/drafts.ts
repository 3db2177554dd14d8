/** The start of a draft: the original text, and the version of its object if it has one. */
export interface DraftBase {
  readonly text: string;
  readonly version: number | null;
}

/** A text that is being written, with its original. */
export interface KeptDraft {
  readonly text: string;
  readonly base: DraftBase;
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

/**
 * The part of a text that is still to be sent after another part was sent: what was added behind it, or all of a
 * different text.
 */
export function restOf(text: string, sentText: string): string {
  const trimmed = text.trimStart();
  return trimmed.startsWith(sentText) ? trimmed.slice(sentText.length).trimStart() : text;
}

const keyOf = (name: string) => `${prefix}${owner}.${name}`;
