import { LRUCache } from 'lru-cache';
import { type Placeholder, type SqlFragment, sql } from './drizzle.ts';

/** A time zone's offsets from UTC in seconds, and the moments (RFC 3339) at which each starts. */
export interface ZoneOffsets {
  readonly offsetsFrom: readonly string[];
  readonly offsets: readonly number[];
}

const firstMoment = '2000-01-01T00:00:00Z';
const maxZones = 1_000;
const cache = new LRUCache<string, Promise<ZoneOffsets>>({ max: maxZones });

/**
 * The arguments for `localTime`. They come from the app's own time zone data: a database server may lack a name
 * (Europe/Kyiv before 2022, US/Eastern without the package of old names), have older rules, or read `+03:30` as west of
 * UTC.
 * @param timezone An IANA name or an offset, as `Timezone` accepts them.
 */
export function zoneOffsets(timezone: string, now: Date): Promise<ZoneOffsets> {
  const until = now.getUTCFullYear() + 2;
  const key = `${timezone.toLowerCase()} ${until}`;
  const offsets = cache.get(key) ?? readOffsets(timezone, Date.UTC(until, 0));
  cache.set(key, offsets);
  return offsets;
}

async function readOffsets(timezone: string, until: number): Promise<ZoneOffsets> {
  const { Temporal } = await import('temporal-polyfill');
  const offsetsFrom = ['-infinity'];
  const start = Temporal.Instant.from(firstMoment).toZonedDateTimeISO(timezone);
  const offsets = [start.offsetNanoseconds / 1e9];
  let next = start.getTimeZoneTransition('next');
  while (next && next.epochMilliseconds < until) {
    offsetsFrom.push(next.toInstant().toString());
    offsets.push(next.offsetNanoseconds / 1e9);
    next = next.getTimeZoneTransition('next');
  }
  return { offsetsFrom, offsets };
}

/**
 * SQL for a moment in a time zone's local time (`timestamp`). The zone comes from the query's `zoneOffsets` arguments.
 */
export function localTime(moment: unknown, params: { offsetsFrom: Placeholder; offsets: Placeholder }): SqlFragment {
  return sql`(${moment} at time zone 'UTC' + make_interval(secs =>
    (${params.offsets}::integer[])[width_bucket(${moment}, ${params.offsetsFrom}::timestamptz[])]))`;
}
