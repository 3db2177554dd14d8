/** A mention that is being typed: where its `@` stands, and what of the name is there. */
export interface MentionStart {
  readonly start: number;
  readonly name: string;
}

const beginning = /(?:^|[\s([{>"'“«،,;:])@([\p{L}\p{N}._-]{0,50})$/u;

/** The mention that ends where the caret stands; null where none does. */
export function mentionAt(text: string, caret: number): MentionStart | null {
  const match = beginning.exec(text.slice(0, caret));
  const name = match?.[1];
  return name === undefined ? null : { start: caret - name.length - 1, name };
}

/** The text with the mention written out, and where the caret then stands. */
export function withMention(text: string, caret: number, { start }: MentionStart, username: string) {
  const before = `${text.slice(0, start)}@${username} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}
