/**
 * The `@` of a mention in a Markdown text, as the source of a regular expression: not within a word or an address.
 * Underscores before it are emphasis unless they join it to a word.
 */
export const mentionSign = String.raw`@(?<![\p{L}\p{N}@/.-]_*@)`;
