import { mentionSign } from '../../../../../src/shared/mention-sign.ts';

/** A mention that is being typed: the index of its `@`, and the part of the name after it. */
export interface MentionStart {
  readonly start: number;
  readonly name: string;
}

const beginning = new RegExp(String.raw`${mentionSign}([\p{L}\p{N}._-]{0,50})$`, 'u');

/** The mention that ends at the caret, or null. */
export function mentionAt(text: string, caret: number): MentionStart | null {
  const match = beginning.exec(text.slice(0, caret));
  const name = match?.[1];
  return name === undefined ? null : { start: caret - name.length - 1, name };
}

/** The text with the completed mention, and the new caret. */
export function withMention(text: string, caret: number, { start }: MentionStart, username: string) {
  const before = `${text.slice(0, start)}@${username} `;
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length };
}
