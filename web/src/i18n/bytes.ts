import { currentLanguage } from './language.ts';

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const step = 1_000;

/** `340 kB`, `2.4 MB`. */
export function formatBytes(bytes: number): string {
  const level = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), byteUnits.length - 1);
  const words = new Intl.NumberFormat(currentLanguage() === 'fa' ? 'fa-IR' : 'en', {
    style: 'unit',
    unit: byteUnits[level] ?? 'byte',
    maximumFractionDigits: level < 2 ? 0 : 1,
  });
  return words.format(bytes / step ** level);
}
