import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { addDays, dayIn, startOfDay } from '#platform/dates.ts';
import { type Placeholder, sql } from '#platform/database/drizzle.ts';
import { localTime, type ZoneOffsets, zoneOffsets } from '#platform/database/local-time.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { Category } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { tallyProjectTable } from '../schema/tallies.ts';
import { foldTallies } from '../tallies/fold-tallies.ts';
import { timezoneOf } from '../task/due.ts';
import { Forecast, forecastFrom } from './forecast.ts';
import type { ProjectInScope } from './project.ts';

const count = z.number().int();

export const Progress = z
  .strictObject({
    total: count.describe('Number of tasks that are not cancelled.'),
    byCategory: z.strictObject({ todo: count, in_progress: count, done: count, cancelled: count }),
    percent: z.number().describe('0–100: share of completed tasks among those that are not cancelled.'),
    burnUp: z
      .array(z.strictObject({ date: z.iso.date(), total: count, done: count }))
      .describe('At the end of each day up to today, at most one year, in the time zone of the caller.'),
    forecast: Forecast.nullable(),
  })
  .meta({ id: 'Progress' });

const weeksOfPast = 12;
const maxDays = 366;
const maxKept = 200;
/** The key contains the versions of the tallies, which are unique to a project, and the reader's day. */
const cache = new LRUCache<string, z.infer<typeof Progress>>({ max: maxKept });

/** The progress of a project, counting tasks that the caller may read; cached until the tallies change. */
export async function readProgress(
  ctx: TasksContext,
  { organizationId, id: projectId, teamIds }: Authorized<ProjectInScope, 'read'>,
): Promise<z.infer<typeof Progress>> {
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const today = dayIn(timezone, now);
  const key = { organizationId, projectId, teamIds };
  await foldTallies(ctx, { organizationId, teamIds }, projectId);
  const totals = await totalsOf(ctx, key);
  const cacheKey = JSON.stringify([
    projectId,
    today,
    timezone,
    totals.map(({ category, version }) => [category, version]),
  ]);
  const cached = cache.get(cacheKey);
  if (cached) return cached;
  const earliest = addDays(today, 1 - maxDays);
  const [offsets, since] = await Promise.all([zoneOffsets(timezone, now), startOfDay(timezone, earliest)]);
  const progress = progressFrom(totals, await daysOf(ctx, { ...key, since, ...offsets }), today, earliest);
  cache.set(cacheKey, progress);
  return progress;
}

interface Total {
  readonly category: Category;
  readonly created: number;
  readonly done: number;
}

function progressFrom(
  totals: readonly Total[],
  days: readonly DayRow[],
  today: string,
  earliest: string,
): z.infer<typeof Progress> {
  const byCategory = { todo: 0, in_progress: 0, done: 0, cancelled: 0 };
  for (const { category, created } of totals) byCategory[category] = created;
  const counted = totals.filter(({ category }) => category !== 'cancelled');
  const sumOf = (name: 'created' | 'done') => counted.reduce((sum, row) => sum + row[name], 0);
  const total = sumOf('created');
  const past = withPast(days, { created: total, done: sumOf('done') }, earliest);
  return {
    total,
    byCategory,
    percent: total === 0 ? 0 : Math.round((1_000 * byCategory.done) / total) / 10,
    burnUp: burnUp(past, today),
    forecast: forecastFrom(doneByWeek(past, today, weeksOfPast), total - byCategory.done, today),
  };
}

/** The days to show, preceded by one with the sums of everything before. */
function withPast(days: readonly DayRow[], sums: Omit<DayRow, 'day'>, earliest: string): readonly DayRow[] {
  const createdSince = days.reduce((sum, row) => sum - row.created, sums.created);
  const done = days.reduce((sum, row) => sum - row.done, sums.done);
  return createdSince === 0 && done === 0
    ? days
    : [{ day: addDays(earliest, -1), created: createdSince, done }, ...days];
}

export interface DayRow {
  readonly day: string;
  readonly created: number;
  readonly done: number;
}

function burnUp(days: readonly DayRow[], today: string): { date: string; total: number; done: number }[] {
  const [first] = days;
  if (!first) return [];
  const earliest = addDays(today, 1 - maxDays);
  const start = first.day > earliest ? first.day : earliest;
  const byDay = new Map(days.map((row) => [row.day, row]));
  const before = days.filter(({ day }) => day < start);
  let total = before.reduce((sum, { created }) => sum + created, 0);
  let done = before.reduce((sum, row) => sum + row.done, 0);
  const points: { date: string; total: number; done: number }[] = [];
  for (let date = start; date <= today; date = addDays(date, 1)) {
    total += byDay.get(date)?.created ?? 0;
    done += byDay.get(date)?.done ?? 0;
    points.push({ date, total, done });
  }
  return points;
}

/** Tasks done in each whole week before today, oldest first; a shorter past has fewer weeks. */
function doneByWeek(days: readonly DayRow[], today: string, weeks: number): number[] {
  const [first] = days;
  if (!first) return [];
  const counts: number[] = [];
  for (let week = 1; week <= weeks; week += 1) {
    const [from, until] = [addDays(today, -7 * week), addDays(today, -7 * (week - 1))];
    if (from < first.day) break;
    counts.unshift(days.filter(({ day }) => day >= from && day < until).reduce((sum, { done }) => sum + done, 0));
  }
  return counts;
}

type Key = { organizationId: OrganizationId; projectId: ProjectId; teamIds: readonly TeamId[] };

const talliesOf = (params: { readonly [Name in keyof Key]: Placeholder }) => sql`${tallyProjectTable} as tally
  join ${statusTable} on status.organization_id = tally.organization_id and status.id = tally.status_id
  where tally.organization_id = ${params.organizationId} and tally.project_id = ${params.projectId}
    and tally.team_id = any(${params.teamIds})`;

/** Sums of all time. */
const totalsOf = rawQuery<Key, Total & { version: string }>(
  (params) => sql`
    select status.category, sum(created) as created, sum(done) as done,
      md5(string_agg(tally.version::text, ' ' order by tally.team_id, tally.status_id)) as version
    from ${talliesOf(params)} and quarter = '-infinity' group by status.category order by status.category`,
);
/** Tasks created and done on each day since a time, without cancelled ones. */
const daysOf = rawQuery<Key & ZoneOffsets & { since: string }, DayRow>(
  (params) => sql`
    select ${localTime(sql`quarter`, params)}::date as day, sum(created)::bigint as created, sum(done)::bigint as done
    from (
      select quarter, sum(created) as created, sum(done) as done
      from ${talliesOf(params)} and quarter >= ${params.since} and status.category <> 'cancelled' group by quarter) as change
    group by 1 having sum(created) <> 0 or sum(done) <> 0
    order by day`,
);
