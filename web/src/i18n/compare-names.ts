import { currentLanguage } from './language.ts';
import type { Language } from './languages.ts';

const collators = new Map<Language, Intl.Collator>();

/** Compares names and titles in a language, as the server sorts them. */
export function compareIn(language: Language, a: string, b: string): number {
  const collator = collators.get(language) ?? new Intl.Collator(language);
  collators.set(language, collator);
  return collator.compare(a, b);
}

/** The same in the language of the app. */
export function compareNames(a: string, b: string): number {
  return compareIn(currentLanguage(), a, b);
}
