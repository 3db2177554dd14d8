import { currentLanguage } from './language.ts';

const formats = { en: new Intl.NumberFormat('en'), fa: new Intl.NumberFormat('fa-IR') };

/** A number in the reader's digits. */
export function formatNumber(value: number): string {
  return formats[currentLanguage()].format(value);
}

/** 0.85 as `85%` in the reader's language. */
export function formatPercent(share: number): string {
  return new Intl.NumberFormat(currentLanguage() === 'fa' ? 'fa-IR' : 'en', { style: 'percent' }).format(share);
}

/** Converts digits of any keyboard to those of codes. */
export function latinDigits(text: string): string {
  return text.replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}

/**
 * Parses a number in either language, with minus, thousands separators and decimal point; undefined for anything else.
 */
export function parseNumber(text: string): number | undefined {
  const plain = latinDigits(text.trim())
    .replaceAll(/[,٬\u200e\u200f]/g, '')
    .replace('٫', '.')
    .replace('\u2212', '-');
  const number = Number(plain);
  return plain === '' || !Number.isFinite(number) ? undefined : number;
}

/** In seconds: how long each unit is, and above which time it is used. */
const timeUnits = [
  { unit: 'day', length: 86_400, from: 2 * 86_400 },
  { unit: 'hour', length: 3_600, from: 2 * 3_600 },
  { unit: 'minute', length: 60, from: 60 },
] as const;

/** `40 seconds`, `15 minutes`, `30 hours`, `12 days`: a time, rounded up. */
export function formatSeconds(seconds: number): string {
  const { unit, length } = timeUnits.find(({ from }) => seconds > from) ?? { unit: 'second', length: 1 };
  const words = new Intl.NumberFormat(currentLanguage() === 'fa' ? 'fa-IR' : 'en', {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  });
  return words.format(Math.ceil(seconds / length));
}
