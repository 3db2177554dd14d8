/** Where a text began: as it was read, and the version of what it belongs to, where that has one. */
export interface DraftBase {
  readonly text: string;
  readonly version: number | null;
}

/** A text that is being written, with what it began from. */
export interface KeptDraft {
  readonly text: string;
  readonly base: DraftBase;
}

const prefix = 'taskuno.draft.';
let owner = '';

/** Several people may use one browser: from here on drafts are those of this person. */
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

/** What stays to be sent once a part of a text was: what was written behind it meanwhile, or all of another text. */
export function restOf(text: string, sentText: string): string {
  const trimmed = text.trimStart();
  return trimmed.startsWith(sentText) ? trimmed.slice(sentText.length).trimStart() : text;
}

const keyOf = (name: string) => `${prefix}${owner}.${name}`;
