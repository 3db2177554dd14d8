import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase, watchedDoor } from '../../../test/harness/database.ts';
import { startOfDay } from '../dates.ts';
import { isTimezone } from '../timezone.ts';
import { sql } from './drizzle.ts';
import { localTime, type ZoneOffsets, zoneOffsets } from './local-time.ts';
import { one, rawQuery } from './query.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const now = new Date('2026-11-20T12:00:00Z');
const local = rawQuery<ZoneOffsets & { moment: string }, { at: string }>(
  (params) => sql`select to_char(${localTime(sql`${params.moment}::timestamptz`, params)}, 'YYYY-MM-DD HH24:MI') as at`,
);
const localOf = async (timezone: string, moment: string) =>
  (await one(local({ db: watchedDoor(database) }, { ...(await zoneOffsets(timezone, now)), moment }))).at;

const named = async () => {
  const rows = await database.sql<{ name: string }[]>`select name from pg_timezone_names order by name`;
  return rows.map(({ name }) => name).filter((name) => !/^(posix\/|right\/|Factory|localtime|posixrules)/.test(name));
};

it('every zone of the database server is accepted, and all but four have the same offsets in both', async () => {
  const names = await named();
  expect(names.length).toBeGreaterThan(590);
  expect(names.filter((name) => !isTimezone(name))).toEqual([]);
  const moments = ['2011-06-30T22:30:00Z', '2026-03-29T01:00:00Z', '2026-07-15T21:45:00Z'];
  const differing: string[] = [];
  for (const name of names) {
    const { offsetsFrom, offsets } = await zoneOffsets(name, now);
    const rows = await database.sql<{ theirs: string; ours: string }[]>`
      select (moment at time zone ${name})::text as theirs,
        (moment at time zone 'UTC' + make_interval(secs => (${[...offsets]}::integer[])
          [width_bucket(moment, ${[...offsetsFrom]}::timestamptz[])]))::text as ours
      from unnest(${moments}::timestamptz[]) as moment`;
    if (rows.some(({ theirs, ours }) => theirs !== ours)) differing.push(name);
  }
  // PostgreSQL reads these names as abbreviations without daylight saving time.
  expect(differing).toEqual(['CET', 'EET', 'MET', 'WET']);
});

it.each([
  ['asia/kolkata', '2026-07-15T21:45:00Z', '2026-07-16 03:15'],
  ['US/Eastern', '2026-07-15T21:45:00Z', '2026-07-15 17:45'],
  ['Etc/GMT+3', '2026-07-15T21:45:00Z', '2026-07-15 18:45'],
  ['+03:30', '2026-07-15T21:45:00Z', '2026-07-16 01:15'],
  ['-03', '2026-07-15T21:45:00Z', '2026-07-15 18:45'],
  // Not in PostgreSQL's tables.
  ['SystemV/AST4', '2026-07-15T21:45:00Z', '2026-07-15 17:45'],
  ['Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29 01:59'],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 03:00'],
  ['Asia/Tehran', '1999-07-15T12:00:00Z', '1999-07-15 15:30'],
])('in %s the moment %s is %s', async (timezone, moment, shown) => {
  expect(isTimezone(timezone)).toBe(true);
  expect(await localOf(timezone, moment)).toBe(shown);
});

it.each(['asia/kolkata', 'Europe/Kyiv', 'SystemV/AST4', '+03:30', 'EST5EDT', 'GMT0'])(
  'a day begins at midnight of %s',
  async (timezone) => {
    expect(await localOf(timezone, await startOfDay(timezone, '2026-11-20'))).toBe('2026-11-20 00:00');
  },
);

it.each([
  '',
  'Mars/Olympus',
  'IST',
  'pst',
  'UTC+3',
  'Z',
  ' Asia/Kolkata',
  '+25:00',
  'localtime',
  'posix/UTC',
  'a'.repeat(101),
])('“%s” is no time zone', (name) => expect(isTimezone(name)).toBe(false));
