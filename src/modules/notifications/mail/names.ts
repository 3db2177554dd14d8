import { isolated } from '../texts.ts';

/** Parameters that the app or a service with its key wrote; all others contain text written by people. */
const generatedParams: ReadonlySet<string> = new Set([
  'email',
  'date',
  'due',
  'key',
  'change',
  'health',
  'role',
  'url',
  'tasks',
  'subject',
  'text',
]);
const maxNameLetters = 60;
const wordJoiner = '\u2060';

/** Changes user-written text so that mail programs do not turn it into a link. */
export function withoutLinks(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll(/(?<=[\p{L}\p{N}])[.@](?=[\p{L}\p{N}])|:(?=\/\/)/gu, (mark) => mark + wordJoiner);
}

/** Shortens a name, so that nobody can send a message in it. */
function shortened(name: string): string {
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  return letters.length <= maxNameLetters
    ? name
    : `${letters
        .slice(0, maxNameLetters - 1)
        .join('')
        .trimEnd()}…`;
}

/** A value inside a sentence. User-written names are shortened, without links, and in quotation marks. */
export function inSentence(locale: string, name: string, value: string): string {
  if (generatedParams.has(name)) return isolated(value);
  const quotes = locale === 'fa' ? ['«', '»'] : ['“', '”'];
  return quotes.join(isolated(withoutLinks(shortened(value))));
}

/**
 * A value inside a subject: as in a sentence, but without quotation marks, since most mail programs make no links in
 * subjects.
 */
export function inSubject(name: string, value: string): string {
  return generatedParams.has(name)
    ? value
    : shortened(value).replaceAll(/:(?=\/\/)|\bwww\./gi, (mark) => mark + wordJoiner);
}
