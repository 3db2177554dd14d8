import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { TeamAccess } from '#platform/access/scope.ts';
import { addDays, dayIn, startOfDay, startOfWeek } from '#platform/dates.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { type OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { StatusId, TaskId } from '../contract.ts';
import { weekStartOf } from '../task/week-start.ts';
import { statusTable } from '../schema/workflow.ts';
import { tallyPeriodTable } from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';
import { foldTallies } from '../tallies/fold-tallies.ts';
import { timezoneOf } from '../task/due.ts';
import { readCycleTime } from './cycle-time.ts';
import { Forecast, forecastFrom } from './forecast.ts';
import { columnsOf, loadByPerson, openWork } from './open-work.ts';

const count = z.number().int();
const hours = z.number().nullable();

export const Statistics = z
  .strictObject({
    weeks: z
      .array(z.strictObject({ week: z.iso.date(), created: count, done: count }))
      .describe('The last twelve weeks by their first day, current week last; weeks start as set in the organization.'),
    workInProgress: z.strictObject({
      total: count,
      byStatus: z
        .array(
          z.strictObject({
            statusId: StatusId,
            teamId: TeamId,
            teamName: z.string(),
            name: z.string(),
            limit: count.nullable(),
            count,
          }),
        )
        .describe('By team, in workflow order.'),
    }),
    ageing: z
      .array(z.strictObject({ id: TaskId, teamId: TeamId, key: z.string(), title: z.string(), days: count }))
      .describe('Tasks in progress for the longest time, at most 20.'),
    overdue: count,
    cycleTime: z
      .strictObject({ count, medianHours: hours, p85Hours: hours })
      .describe(
        'Time from start to completion of tasks completed in the last twelve weeks; hours with at most three digits after the decimal point.',
      ),
    load: z
      .array(
        z.strictObject({
          userId: UserId,
          name: z.string().nullable(),
          open: count,
          inProgress: count,
          overdue: count,
          estimate: count,
        }),
      )
      .describe('Open tasks by assignee, most first; estimates in minutes.'),
    forecast: Forecast.nullable().describe('When all open tasks will be done if none are added.'),
  })
  .meta({ id: 'Statistics' });

const weeksShown = 12;
const maxAgeing = 20;
const maxPeople = 200;

/**
 * How work progresses in these teams of an organization: three queries, however many tasks there are, and two more
 * after a change.
 */
export async function readStatistics(
  ctx: TasksContext,
  organizationId: OrganizationId,
  teams: readonly Pick<TeamAccess, 'id' | 'name'>[],
): Promise<z.infer<typeof Statistics>> {
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const today = dayIn(timezone, now);
  const since = addDays(startOfWeek(today, weekStartOf(ctx, organizationId)), -7 * (weeksShown - 1));
  const weekDays = Array.from({ length: weeksShown }, (_, index) => addDays(since, 7 * index));
  const weekStarts = await Promise.all(weekDays.map((day) => startOfDay(timezone, day)));
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const key = { organizationId, teamIds: [...teamNames.keys()] };
  const version = await foldTallies(ctx, key);
  const [{ weeks, cycle }, rows, oldest] = await Promise.all([
    readPast(ctx, key, weekStarts, version),
    openWork(ctx, { ...key, today, now: now.toISOString() }),
    ageing(ctx, { ...key, now: now.toISOString() }),
  ]);
  const byWeek = new Map(weeks.map((row) => [row.week, row]));
  const weekRows = weekDays.map((week, index) => {
    const { created = 0, done = 0 } = byWeek.get(index + 1) ?? {};
    return { week, created, done };
  });
  const columns = columnsOf(rows, teamNames);
  const people = loadByPerson(rows);
  const assigned = people.flatMap(({ userId, ...row }) => (userId === null ? [] : [{ userId, ...row }]));
  const topPeople = assigned.slice(0, maxPeople);
  const names = await ctx.people.byIds(topPeople.map(({ userId }) => userId));
  return {
    weeks: weekRows,
    workInProgress: { total: columns.reduce((sum, row) => sum + row.count, 0), byStatus: columns },
    ageing: oldest,
    overdue: people.reduce((sum, row) => sum + row.overdue, 0),
    cycleTime: cycle,
    load: topPeople.map((row) => ({ ...row, name: names.get(row.userId)?.name ?? null })),
    forecast: forecastFrom(
      wholeWeeks(weekRows),
      people.reduce((sum, row) => sum + row.open, 0),
      today,
    ),
  };
}

/** How many whole weeks there are, from the first one with any task, without the current week. */
function wholeWeeks(weeks: readonly { created: number; done: number }[]): number[] {
  const past = weeks.slice(0, -1);
  const begin = past.findIndex(({ created, done }) => created > 0 || done > 0);
  return begin === -1 ? [] : past.slice(begin).map(({ done }) => done);
}

type Teams = { organizationId: OrganizationId; teamIds: readonly TeamId[] };

interface Past {
  readonly weeks: readonly { week: number; created: number; done: number }[];
  readonly cycle: Awaited<ReturnType<typeof readCycleTime>>;
}

const maxPasts = 500;
/** Keyed by the version of the tallies, which is unique to a set of teams. */
const pasts = new LRUCache<string, Past>({ max: maxPasts });

/** Tasks created and done since the first week; cached until the tallies change. */
async function readPast(
  ctx: TasksContext,
  teams: Teams,
  weekStarts: readonly string[],
  version: string | null,
): Promise<Past> {
  const key = JSON.stringify([version, weekStarts]);
  const cached = version === null ? undefined : pasts.get(key);
  if (cached) return cached;
  const since = weekStarts[0] ?? '';
  const [weeks, cycle] = await Promise.all([
    weekly(ctx, { ...teams, weekStarts, since }),
    readCycleTime(ctx, { ...teams, since }),
  ]);
  pasts.set(key, { weeks, cycle });
  return { weeks, cycle };
}

/** By the number of the week, starting at 1. */
const weekly = rawQuery<
  Teams & { since: string; weekStarts: readonly string[] },
  { week: number; created: number; done: number }
>(
  (params) => sql`
    select width_bucket(quarter, ${params.weekStarts}::timestamptz[]) as week, sum(created) as created, sum(done) as done
    from ${tallyPeriodTable}
    where organization_id = ${params.organizationId} and team_id = any(${params.teamIds}) and quarter >= ${params.since}
    group by 1`,
);
const ageing = rawQuery<
  Teams & { now: string },
  { id: TaskId; teamId: TeamId; key: string; title: string; days: number }
>(
  (params) => sql`
    select oldest.id, oldest.team_id as "teamId", oldest.key, oldest.title,
      extract(day from ${params.now}::timestamptz - oldest.since)::integer as days
    from ${statusTable} cross join lateral (
      select task.id, task.team_id, task.key, task.title, coalesce(task.started_at, task.created_at) as since
      from ${taskTable}
      where task.organization_id = ${params.organizationId} and task.status_id = status.id
        and task.completed_at is null and task.archived_at is null and task.deleted_at is null
      order by coalesce(task.started_at, task.created_at), task.id limit ${sql.raw(String(maxAgeing))}) as oldest
    where status.organization_id = ${params.organizationId} and status.team_id = any(${params.teamIds})
      and status.category = 'in_progress'
    order by oldest.since, oldest.id limit ${sql.raw(String(maxAgeing))}`,
);
