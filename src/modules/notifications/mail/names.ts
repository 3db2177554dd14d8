import { isolated } from '../texts.ts';

/** What is put into our sentences and is our own; all else was written by people. */
const ours: ReadonlySet<string> = new Set(['email', 'date', 'key', 'change', 'health', 'url', 'tasks']);
const maxNameLength = 60;
const wordJoiner = '\u2060';

/** What somebody wrote, as it may stand in a mail of ours: a mail program makes no link of it. */
export function withoutLinks(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/(?<=[\p{L}\p{N}])[.@](?=[\p{L}\p{N}])|:(?=\/\/)/gu, (mark) => mark + wordJoiner);
}

/** The beginning of a name: what is longer is a message. */
function clipped(name: string): string {
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  return letters.length <= maxNameLength
    ? name
    : `${letters
        .slice(0, maxNameLength - 1)
        .join('')
        .trimEnd()}…`;
}

/** A value within a sentence of ours: names of people's making are short, no links, and in quotation marks. */
export function inSentence(locale: string, name: string, value: string): string {
  if (ours.has(name)) return isolated(value);
  const quotes = locale === 'fa' ? ['«', '»'] : ['“', '”'];
  return quotes.join(isolated(withoutLinks(clipped(value))));
}

/** A value within a subject: the same without quotation marks, since most programs make no links there. */
export function inSubject(name: string, value: string): string {
  return ours.has(name) ? value : clipped(value).replaceAll(/:(?=\/\/)|\bwww\./gi, (mark) => mark + wordJoiner);
}
