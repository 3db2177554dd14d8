import { currentLanguage } from './language.ts';

const formats = { en: new Intl.NumberFormat('en'), fa: new Intl.NumberFormat('fa-IR') };

/** A number in the reader's own digits. */
export function formatNumber(value: number): string {
  return formats[currentLanguage()].format(value);
}
