import type { Language } from './languages.ts';

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const leftToRight = /[A-Za-z0-9\u00c0-\u02b8\u0370-\u058f]/;

/**
 * Isolates a name in the other writing direction, so that it does not reorder the sentence (Unicode UAX #9: FSI and
 * PDI). Names in the sentence's own direction stay as they are.
 */
export function isolate(value: string, language: Language): string {
  const isForeign = (language === 'fa' ? leftToRight : rightToLeft).test(value);
  return isForeign ? `\u2068${value}\u2069` : value;
}

const taskKey = /^[A-Z]{2,6}-\d+/;

/** The direction of a text, by its first letter; a task's key at its start is ignored. */
export function directionOf(text: string): 'rtl' | 'ltr' {
  const first = /\p{L}/u.exec(text.replace(taskKey, ''))?.[0] ?? '';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}
