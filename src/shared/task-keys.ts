/** What may not stand before the key of a task, or a mention, in a text: else it is part of a word or an address. */
const before = String.raw`(?<![\p{L}\p{N}_@/.-])`;
const after = String.raw`(?![\p{L}\p{N}_-])`;

/** The key of a task, such as ENG-42, as the source of a regular expression. */
const key = '[A-Z][A-Z0-9]{0,9}-[1-9][0-9]{0,9}';

/**
 * A pattern that finds keys of tasks in a text, and what else is given.
 * @param other The source of another expression, which is group 1; the key is the last group.
 */
export function taskKeyPattern(other?: string): RegExp {
  return new RegExp(`${before}(?:${other === undefined ? '' : `${other}|`}(${key}))${after}`, 'gu');
}

const keys = taskKeyPattern();
const code = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/** A Markdown text without its code, in which nothing is a mention or a key. */
export function withoutCode(text: string): string {
  return text.replaceAll(code, ' ');
}

/** The different keys of tasks in a Markdown text, in their order. */
export function taskKeysIn(text: string): string[] {
  return [...new Set([...withoutCode(text).matchAll(keys)].map(([found]) => found))];
}
