import { randomInt } from 'node:crypto';

/** How long a delivery is retried. */
export const giveUpAfterMs = 3 * 86_400_000;
const firstDelayMs = 10_000;
const maxDelayMs = 8 * 3_600_000;

/**
 * The pause after the nth failed attempt: 10 seconds, doubled each time up to 8 hours, a quarter more or less, and not
 * shorter than the target asks for. The last attempt is made three days after the first.
 * @returns milliseconds, or null if the time is over.
 */
export function nextDelayMs(
  failures: number,
  { ageMs, retryAfterMs = 0 }: { readonly ageMs: number; readonly retryAfterMs?: number },
): number | null {
  if (ageMs >= giveUpAfterMs) return null;
  const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 20));
  const jittered = delayMs * (0.75 + randomInt(1_000) / 2_000);
  return Math.min(Math.max(jittered, retryAfterMs), giveUpAfterMs - ageMs);
}

/** The `Retry-After` header, as seconds or as a date (RFC 9110, 10.2.3), in milliseconds from now. */
export function millisecondsUntil(header: string | null, now: Date): number {
  if (header === null) return 0;
  const seconds = /^\d{1,9}$/.test(header.trim()) ? Number(header) : null;
  const ms = seconds === null ? Date.parse(header) - now.getTime() : seconds * 1_000;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
