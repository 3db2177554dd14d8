import i18next from 'i18next';
import { isProblem } from '../api/problem.ts';
import { currentLanguage } from './language.ts';
import { formatWait } from './numbers.ts';

/**
 * What went wrong, in the reader's language: by the problem's code, with how long to wait where that is known. An unknown code's own words are English and better
 * than none only for those who read it.
 */
export function problemText(error: unknown): string {
  if (!isProblem(error)) return i18next.t('shared:errors.unknown');
  const key = `shared:errors.${error.code}`;
  if (error.retryAfterSeconds !== null && i18next.exists(`${key}-for`)) {
    return i18next.t(`${key}-for` as 'shared:errors.account-locked-for', { wait: formatWait(error.retryAfterSeconds) });
  }
  if (i18next.exists(key)) return i18next.t(key as 'shared:errors.unknown');
  return currentLanguage() === 'en' && error.message !== '' ? error.message : i18next.t('shared:errors.unknown');
}
