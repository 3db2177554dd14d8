import { addDays } from '#platform/dates.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { tallyCycleTable } from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';
import { tenths } from '../tallies/sums.ts';

const stretchDays = 7;
/** The day on which a seven-day period starts (as in fold-tallies.ts). */
const firstStretch = Date.parse('2000-01-01T00:00:00Z');
const dayMs = 86_400_000;

/** How long tasks completed since a time took, in hours: the median and the 85th percentile. */
export async function readCycleTime(
  ctx: TasksContext,
  { since, ...teams }: { organizationId: OrganizationId; teamIds: readonly TeamId[]; since: string },
): Promise<{ count: number; medianHours: number | null; p85Hours: number | null }> {
  const day = since.endsWith('T00:00:00.000Z') ? since.slice(0, 10) : addDays(since.slice(0, 10), 1);
  const daysIn = ((Date.parse(day) - firstStretch) / dayMs) % stretchDays;
  const stretch = daysIn === 0 ? day : addDays(day, stretchDays - daysIn);
  const row = await one(spread(ctx, { ...teams, since, day, stretch }));
  const { count } = row;
  if (count === 0) return { count, medianHours: null, p85Hours: null };
  return {
    count,
    medianHours: hoursAt(0.5 * (count - 1), row.medianLow, row.medianHigh),
    p85Hours: hoursAt(0.85 * (count - 1), row.p85Low, row.p85High),
  };
}

/** Interpolates between two neighbours, like SQL's percentile_cont. */
function hoursAt(index: number, low: number, high: number): number {
  return (low + (high - low) * (index - Math.floor(index))) / 10;
}

/** The hours of the task at a percentile, rounded to whole ones. */
function at(share: string, rounding: string) {
  return sql`(
    select tenths from run where upto > ${sql.raw(rounding)}(${sql.raw(share)} * (total - 1)) order by tenths limit 1)`;
}

/** Reads whole periods and days from the tallies; counts what was completed before the first whole day. */
const spread = rawQuery<
  { organizationId: OrganizationId; teamIds: readonly TeamId[]; since: string; day: string; stretch: string },
  { count: number; medianLow: number; medianHigh: number; p85Low: number; p85High: number }
>((params) => {
  const ofTeams = sql`organization_id = ${params.organizationId} and team_id = any(${params.teamIds})`;
  return sql`
    with span as (
      select tenths, tasks from ${tallyCycleTable}
      where ${ofTeams} and days = 7 and first_day >= ${params.stretch}::date
      union all
      select tenths, tasks from ${tallyCycleTable}
      where ${ofTeams} and days = 1 and first_day >= ${params.day}::date and first_day < ${params.stretch}::date
      union all
      select ${tenths}, 1 from ${taskTable}
      where ${ofTeams} and deleted_at is null
        and completed_at >= ${params.since} and completed_at < ${params.day}::date::timestamp at time zone 'UTC'),
    tally as (select tenths, sum(tasks) as tasks from span group by tenths having sum(tasks) > 0),
    run as (select tenths, sum(tasks) over (order by tenths) as upto, sum(tasks) over () as total from tally)
    select coalesce((select total from run limit 1), 0)::integer as count,
      ${at('0.5', 'floor')} as "medianLow", ${at('0.5', 'ceil')} as "medianHigh",
      ${at('0.85', 'floor')} as "p85Low", ${at('0.85', 'ceil')} as "p85High"`;
});
