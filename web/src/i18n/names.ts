import i18next from 'i18next';
import { isolate } from './bidi.ts';
import { currentLanguage } from './language.ts';

/** Names one after another with commas: each keeps its own direction, and its place in the sentence. */
export function joinNames(names: readonly string[]): string {
  return names.map((name) => isolate(name, currentLanguage())).join(i18next.t('common.comma'));
}
