import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { addDays, dayIn } from '#platform/dates.ts';
import { sql } from '#platform/database/drizzle.ts';
import { localTime, type ZoneOffsets, zoneOffsets } from '#platform/database/local-time.ts';
import { statement } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { categories, type Category } from '../contract.ts';
import { status, task } from '../schema.ts';
import { timezoneOf } from '../tasks/due.ts';
import { Forecast, forecastFrom } from './forecast.ts';
import type { ProjectInScope } from './project.ts';

const count = z.number().int();

export const Progress = z
  .strictObject({
    total: count.describe('Tasks that are not cancelled.'),
    byCategory: z.strictObject({ todo: count, in_progress: count, done: count, cancelled: count }),
    percent: z.number().describe('0–100: done of all that are not cancelled.'),
    burnUp: z
      .array(z.strictObject({ date: z.iso.date(), total: count, done: count }))
      .describe('At the end of each day, up to today, a year at most; days are the caller’s.'),
    forecast: Forecast.nullable(),
  })
  .meta({ id: 'Progress' });

const weeksOfPast = 12;
const mostDays = 366;

/** How far a project is, in the tasks that the caller may read. */
export async function readProgress(
  ctx: TasksContext,
  { organizationId, id: projectId, teamIds }: Authorized<ProjectInScope, 'read'>,
): Promise<z.infer<typeof Progress>> {
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const today = dayIn(timezone, now);
  const place = { organizationId, projectId, teamIds };
  const [counts, days] = await Promise.all([
    countByCategory(ctx, place),
    zoneOffsets(timezone, now).then((offsets) => changesByDay(ctx, { ...place, ...offsets })),
  ]);
  const byCategory = { todo: 0, in_progress: 0, done: 0, cancelled: 0 };
  for (const row of counts) byCategory[row.category] = row.count;
  const total = categories.reduce((sum, name) => sum + (name === 'cancelled' ? 0 : byCategory[name]), 0);
  return {
    total,
    byCategory,
    percent: total === 0 ? 0 : Math.round((1_000 * byCategory.done) / total) / 10,
    burnUp: burnUp(days, today),
    forecast: forecastFrom(doneByWeek(days, today, weeksOfPast), total - byCategory.done, today),
  };
}

export interface DayRow {
  readonly day: string;
  readonly made: number;
  readonly done: number;
}

function burnUp(days: readonly DayRow[], today: string): { date: string; total: number; done: number }[] {
  const [first] = days;
  if (!first) return [];
  const earliest = addDays(today, 1 - mostDays);
  const start = first.day > earliest ? first.day : earliest;
  const byDay = new Map(days.map((row) => [row.day, row]));
  const before = days.filter(({ day }) => day < start);
  let total = before.reduce((sum, { made }) => sum + made, 0);
  let done = before.reduce((sum, row) => sum + row.done, 0);
  const points: { date: string; total: number; done: number }[] = [];
  for (let date = start; date <= today; date = addDays(date, 1)) {
    total += byDay.get(date)?.made ?? 0;
    done += byDay.get(date)?.done ?? 0;
    points.push({ date, total, done });
  }
  return points;
}

/** Done in each whole week before today, the oldest first; a past that is shorter has fewer weeks. */
export function doneByWeek(days: readonly DayRow[], today: string, weeks: number): number[] {
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

type Place = { organizationId: OrganizationId; projectId: ProjectId; teamIds: readonly TeamId[] };
const countByCategory = statement<Place, { category: Category; count: number }>(
  (place) => sql`
    select status.category, count(*) as count from ${task}
    join ${status} on status.organization_id = task.organization_id and status.id = task.status_id
    where task.organization_id = ${place.organizationId} and task.project_id = ${place.projectId}
      and task.team_id = any(${place.teamIds}) and task.deleted_at is null
    group by status.category`,
);
const changesByDay = statement<Place & ZoneOffsets, DayRow>(
  (place) => sql`
    select day, sum(made) as made, sum(done) as done from ${task}
    join ${status} on status.organization_id = task.organization_id and status.id = task.status_id
    cross join lateral (
      values (${localTime(sql`task.created_at`, place)}::date, 1, 0),
        (${localTime(sql`task.completed_at`, place)}::date, 0, 1)) as change (day, made, done)
    where task.organization_id = ${place.organizationId} and task.project_id = ${place.projectId}
      and task.team_id = any(${place.teamIds}) and task.deleted_at is null and status.category <> 'cancelled'
      and day is not null
    group by day order by day`,
);
