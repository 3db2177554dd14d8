import type { Temporal as TemporalTypes } from 'temporal-polyfill';
import type { Digest, QuietHours } from '../choices/resolve.ts';

type Zoned = TemporalTypes.ZonedDateTime;

/**
 * When the quiet hours at this moment end; null if there are none. Quiet hours that follow each other count as one. A
 * local time that a change of the clock skips is taken after the gap, one that it repeats is taken once, the first time.
 */
export async function quietUntil(quietHours: QuietHours, now: Date): Promise<Date | null> {
  if (!quietHours.enabled || quietHours.days.length === 0) return null;
  let end: Zoned | null = null;
  let at = await zoned(now, quietHours.timezone);
  // Each turn passes the end of one night, so a week and a day is enough.
  for (let turn = 0; turn <= 8; turn += 1) {
    const next = endOfQuietHours(quietHours, at);
    if (!next) break;
    end = next;
    at = next;
  }
  return end && new Date(end.epochMilliseconds);
}

/** The end of the quiet hours that contain this moment: they began today or yesterday. */
function endOfQuietHours({ from, to, days }: QuietHours, at: Zoned): Zoned | null {
  const { timeZoneId: timeZone } = at;
  for (const daysAgo of [0, 1]) {
    const day = at.toPlainDate().subtract({ days: daysAgo });
    if (!days.includes(day.dayOfWeek)) continue;
    const start = day.toZonedDateTime({ timeZone, plainTime: from });
    const endDay = to > from ? day : day.add({ days: 1 });
    const end = endDay.toZonedDateTime({ timeZone, plainTime: to });
    const { epochMilliseconds } = at;
    if (start.epochMilliseconds <= epochMilliseconds && epochMilliseconds < end.epochMilliseconds) return end;
  }
  return null;
}

/** The next digest after this moment, at its local time; null if there is none. */
export async function nextDigest({ every, at, weekday }: Digest, timezone: string, now: Date): Promise<Date | null> {
  if (every === 'off') return null;
  const today = (await zoned(now, timezone)).toPlainDate();
  // Today's may be over; a week later there is one on every weekday.
  for (let days = 0; days <= 8; days += 1) {
    const day = today.add({ days });
    if (every === 'week' && day.dayOfWeek !== weekday) continue;
    const moment = day.toZonedDateTime({ timeZone: timezone, plainTime: at }).epochMilliseconds;
    if (moment > now.getTime()) return new Date(moment);
  }
  return null;
}

/** A time of day of tomorrow where the person is, even if today's is still to come. */
export async function tomorrowAt(time: string, timezone: string, now: Date): Promise<Date> {
  const day = (await zoned(now, timezone)).toPlainDate().add({ days: 1 });
  return new Date(day.toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds);
}

async function zoned(at: Date, timezone: string): Promise<Zoned> {
  const { Temporal } = await import('temporal-polyfill');
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone);
}
