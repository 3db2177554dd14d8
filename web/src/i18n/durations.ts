import i18next from 'i18next';
import { formatNumber, latinDigits } from './numbers.ts';

const hourMinutes = 60;
const unit = /^(\d+(?:[.,٫]\d+)?)\s*(h|hr|hrs|hours?|m|min|mins|minutes?|س|ساعت|د|دقیقه)?$/i;
const isHours = /^(h|س)/i;
/** For `1,000` and `۱٬۰۰۰`; a comma before any other number of digits is a decimal point. */
const groupSign = /(?<=\d)[,٬](?=\d{3}(?!\d))/g;

/** `90`, `2h`, `1.5 h`, `2h 30m`, `۲ ساعت و ۳۰ دقیقه` in minutes; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const parts = latinDigits(text)
    .trim()
    .replaceAll(groupSign, '')
    .replaceAll(/\s+و\s+/g, ' ')
    .replaceAll(/([^\d.,٫\s])\s*(?=\d)/g, '$1|')
    .split('|')
    .map((part) => unit.exec(part.trim()));
  if (parts.length === 0 || parts.length > 2) return undefined;
  let minutes = 0;
  for (const part of parts) {
    if (!part) return undefined;
    const [, figure = '', name = ''] = part;
    minutes += Number(figure.replace(/[,٫]/, '.')) * (isHours.test(name) ? hourMinutes : 1);
  }
  return Math.round(minutes);
}

/** `45 min`, `2 h`, `2 h 30 min`. */
export function formatDuration(minutes: number): string {
  const hours = Math.floor(minutes / hourMinutes);
  const rest = minutes % hourMinutes;
  const values = { hours: formatNumber(hours), minutes: formatNumber(rest) };
  if (hours === 0) return i18next.t('durations.minutes', values);
  return i18next.t(rest === 0 ? 'durations.hours' : 'durations.both', values);
}
