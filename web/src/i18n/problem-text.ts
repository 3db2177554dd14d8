import i18next from 'i18next';
import { isProblem, type Problem } from '../lib/problem.ts';
import { isolate } from './bidi.ts';
import { currentLanguage } from './language.ts';
import { formatSeconds } from './numbers.ts';
import { textIfKnown } from './text-if-known.ts';

/**
 * A problem in the reader's language, by its code, with the waiting time if known. For unknown codes, the server's
 * English text if the reader reads English.
 */
export function problemText(error: unknown): string {
  if (!isProblem(error)) return i18next.t('shared:errors.unknown');
  const key = `shared:errors.${error.code}`;
  const seconds = error.retryAfterSeconds;
  const withWait = seconds === null ? undefined : textIfKnown(`${key}-for`, { wait: formatSeconds(seconds) });
  const text = withWait ?? textIfKnown(key, { publicUrl: error.publicUrl ?? '' });
  if (text !== undefined) return text;
  return currentLanguage() === 'en' && error.message !== '' ? error.message : i18next.t('shared:errors.unknown');
}

/**
 * The problem of one field. The server's text is English; other readers see which field it is.
 * @param path The server's name of the field if no field of the page can be marked, otherwise empty.
 */
export function fieldProblemText(error: Problem, path: string, message: string): string {
  if (error.code !== 'invalid') return problemText(error);
  const about =
    currentLanguage() === 'en' && message !== '' ? sentence(message) : i18next.t('shared:errors.invalid-field');
  return path === '' ? about : `${isolate(path, currentLanguage())}: ${about}`;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
