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

const minuteSeconds = 60;

/** `40 seconds`, `15 minutes`: a waiting time, rounded up. */
export function formatWait(seconds: number): string {
  const isLong = seconds > minuteSeconds;
  const words = new Intl.NumberFormat(currentLanguage() === 'fa' ? 'fa-IR' : 'en', {
    style: 'unit',
    unit: isLong ? 'minute' : 'second',
    unitDisplay: 'long',
  });
  return words.format(Math.ceil(isLong ? seconds / minuteSeconds : seconds));
}
