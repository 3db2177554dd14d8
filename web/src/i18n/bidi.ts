import type { Language } from './languages.ts';

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const leftToRight = /[A-Za-z0-9\u00c0-\u02b8\u0370-\u058f]/;

/**
 * Keeps a name that is written the other way from turning the sentence around it (Unicode UAX #9: FSI and PDI). What
 * is written the sentence's own way stays as it is.
 */
export function isolate(value: string, language: Language): string {
  const isForeign = (language === 'fa' ? leftToRight : rightToLeft).test(value);
  return isForeign ? `\u2068${value}\u2069` : value;
}

const taskKey = /^[A-Z]{2,6}-\d+/;

/** The direction of what somebody wrote, by its first letter; a task's key before it says nothing about that. */
export function directionOf(text: string): 'rtl' | 'ltr' {
  const first = /\p{L}/u.exec(text.replace(taskKey, ''))?.[0] ?? '';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}
