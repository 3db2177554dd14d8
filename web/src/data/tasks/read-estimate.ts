import { parseDuration } from '../../i18n/durations.ts';

const maxMinutes = 1_000_000;

/** Minutes, null for none; undefined if the text is no duration, or too long a one. */
export function readEstimate(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const minutes = parseDuration(text);
  return minutes !== undefined && minutes <= maxMinutes ? minutes : undefined;
}
