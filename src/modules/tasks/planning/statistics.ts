import { z } from 'zod';
import type { TeamAccess } from '#platform/access/scope.ts';
import { addDays, dayIn, startOfDay, startOfWeek } from '#platform/dates.ts';
import { sql } from '#platform/database/drizzle.ts';
import { localTime, type ZoneOffsets, zoneOffsets } from '#platform/database/local-time.ts';
import { only, statement } from '#platform/database/query.ts';
import { type OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { StatusId, TaskId } from '../contract.ts';
import { weekStartOf } from '../recurrence/week-start.ts';
import { status, task } from '../schema.ts';
import { timezoneOf } from '../tasks/due.ts';
import { Forecast, forecastFrom } from './forecast.ts';

const count = z.number().int();
const hours = z.number().nullable();

export const Statistics = z
  .strictObject({
    weeks: z
      .array(z.strictObject({ week: z.iso.date(), created: count, done: count }))
      .describe('The last twelve weeks as the organization counts them, each by its first day; the present one last.'),
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
        .describe('By team, and in the order of its workflow.'),
    }),
    ageing: z
      .array(z.strictObject({ id: TaskId, teamId: TeamId, key: z.string(), title: z.string(), days: count }))
      .describe('What is in progress the longest, 20 at most.'),
    overdue: count,
    cycleTime: z
      .strictObject({ count, medianHours: hours, p85Hours: hours })
      .describe('From the beginning of work to its end, of tasks done in the last twelve weeks.'),
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
      .describe('Open tasks by assignee, the most first; the estimate in minutes.'),
    forecast: Forecast.nullable().describe('When all open tasks are done, if none is added.'),
  })
  .meta({ id: 'Statistics' });

const weeksShown = 12;
const mostAgeing = 20;
const mostPeople = 200;

/** How work goes in these teams of an organization: five queries, however many tasks there are. */
export async function readStatistics(
  ctx: TasksContext,
  organizationId: OrganizationId,
  teams: readonly Pick<TeamAccess, 'id' | 'name'>[],
): Promise<z.infer<typeof Statistics>> {
  const timezone = await timezoneOf(ctx);
  const now = ctx.clock.now();
  const today = dayIn(timezone, now);
  const since = addDays(startOfWeek(today, weekStartOf(ctx, organizationId)), -7 * (weeksShown - 1));
  const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
  const [offsets, sinceMoment] = await Promise.all([zoneOffsets(timezone, now), startOfDay(timezone, since)]);
  const teamIds = [...teamNames.keys()];
  const place = {
    organizationId,
    teamIds,
    ...offsets,
    since: sinceMoment,
    firstDay: since,
    today,
    now: now.toISOString(),
  };
  const [weeks, columns, oldest, cycle, people] = await Promise.all([
    weekly(ctx, place),
    inProgress(ctx, place),
    ageing(ctx, place),
    only(cycleTime(ctx, place)),
    load(ctx, place),
  ]);
  const names = await ctx.people.byIds(people.map(({ userId }) => userId));
  const byWeek = new Map(weeks.map((row) => [row.week, row]));
  const shown = Array.from({ length: weeksShown }, (_, index) => {
    const week = addDays(since, 7 * index);
    return { week, created: byWeek.get(week)?.created ?? 0, done: byWeek.get(week)?.done ?? 0 };
  });
  const assigned = people.filter((row) => row.userId !== null);
  const open = people.reduce((sum, row) => sum + row.open, 0);
  return {
    weeks: shown,
    workInProgress: {
      total: columns.reduce((sum, row) => sum + row.count, 0),
      byStatus: columns.map((row) => ({ ...row, teamName: teamNames.get(row.teamId) ?? '' })),
    },
    ageing: oldest,
    overdue: people.reduce((sum, row) => sum + row.overdue, 0),
    cycleTime: cycle,
    load: assigned
      .slice(0, mostPeople)
      .flatMap(({ userId, ...row }) =>
        userId === null ? [] : [{ userId, name: names.get(userId)?.name ?? null, ...row }],
      ),
    forecast: forecastFrom(wholeWeeks(shown), open, today),
  };
}

/** Done in each week but the present one, from the first in which there was anything. */
function wholeWeeks(weeks: readonly { created: number; done: number }[]): number[] {
  const past = weeks.slice(0, -1);
  const begin = past.findIndex(({ created, done }) => created > 0 || done > 0);
  return begin === -1 ? [] : past.slice(begin).map(({ done }) => done);
}

type Place = ZoneOffsets & {
  organizationId: OrganizationId;
  teamIds: readonly TeamId[];
  since: string;
  firstDay: string;
  today: string;
  now: string;
};
const weekly = statement<Place, { week: string; created: number; done: number }>(
  (place) => sql`
    select day - (day - ${place.firstDay}::date) % 7 as week, sum(created) as created, sum(done) as done from (
      select ${localTime(sql`created_at`, place)}::date as day, 1 as created, 0 as done
      from ${task} where organization_id = ${place.organizationId} and team_id = any(${place.teamIds})
        and deleted_at is null and created_at >= ${place.since}
      union all
      select ${localTime(sql`completed_at`, place)}::date, 0, 1
      from ${task} where organization_id = ${place.organizationId} and team_id = any(${place.teamIds})
        and deleted_at is null and completed_at >= ${place.since}) as change
    group by week`,
);
const inProgress = statement<
  Place,
  { statusId: StatusId; teamId: TeamId; name: string; limit: number | null; count: number }
>(
  (place) => sql`
    select status.id as "statusId", status.team_id as "teamId", status.name, status.wip_limit as "limit", count(task.id) as count
    from ${status} left join ${task} on task.organization_id = status.organization_id and task.team_id = status.team_id
      and task.status_id = status.id and task.deleted_at is null and task.archived_at is null
    where status.organization_id = ${place.organizationId} and status.team_id = any(${place.teamIds})
      and status.category = 'in_progress'
    group by status.organization_id, status.id, status.team_id, status.position
    order by status.team_id, status.position`,
);
const ageing = statement<Place, { id: TaskId; teamId: TeamId; key: string; title: string; days: number }>(
  (place) => sql`
    select task.id, task.team_id as "teamId", task.key, task.title,
      extract(day from ${place.now}::timestamptz - coalesce(task.started_at, task.created_at))::integer as days
    from ${status} join ${task} on task.organization_id = status.organization_id and task.team_id = status.team_id
      and task.status_id = status.id and task.deleted_at is null and task.archived_at is null
    where status.organization_id = ${place.organizationId} and status.team_id = any(${place.teamIds})
      and status.category = 'in_progress'
    order by coalesce(task.started_at, task.created_at), task.id limit ${sql.raw(String(mostAgeing))}`,
);
const cycleTime = statement<Place, { count: number; medianHours: number | null; p85Hours: number | null }>(
  (place) => sql`
    select count(*) as count, percentile_cont(0.5) within group (order by hours) as "medianHours",
      percentile_cont(0.85) within group (order by hours) as "p85Hours"
    from (
      select round((extract(epoch from completed_at - coalesce(started_at, created_at)) / 3600)::numeric, 1)::float8 as hours
      from ${task} where organization_id = ${place.organizationId} and team_id = any(${place.teamIds})
        and deleted_at is null and completed_at >= ${place.since}) as spans`,
);
/** By assignee, those without one in a row of their own. */
const load = statement<
  Place,
  { userId: UserId | null; open: number; inProgress: number; overdue: number; estimate: number }
>(
  (place) => sql`
    select task.assignee_id as "userId", count(*) as open,
      count(*) filter (where status.category = 'in_progress') as "inProgress",
      count(*) filter (where task.due_date < ${place.today}::date or task.due_at < ${place.now}::timestamptz) as overdue,
      coalesce(sum(task.estimate), 0) as estimate
    from ${status} join ${task} on task.organization_id = status.organization_id and task.team_id = status.team_id
      and task.status_id = status.id and task.deleted_at is null and task.archived_at is null
    where status.organization_id = ${place.organizationId} and status.team_id = any(${place.teamIds})
      and status.category in ('todo', 'in_progress')
    group by task.assignee_id order by count(*) desc, task.assignee_id`,
);
