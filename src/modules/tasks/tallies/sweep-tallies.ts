import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { forEachCollectingFailures, reportFailures } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import { counterTable } from '../schema/workflow.ts';
import {
  tallyChangeTable,
  tallyCycleTable,
  tallyPeriodTable,
  tallyProjectTable,
  tallyTeamTable,
  tallyWorkTable,
} from '../schema/tallies.ts';
import { countTeam, foldTeam } from './fold-tallies.ts';
import {
  events,
  ever,
  ofTeam,
  sumOfCycles,
  sumOfPeriods,
  sumOfProjects,
  sumOfWork,
  tasksOf,
  type Team,
  pendingChangesOf,
} from './sums.ts';

const maxTeams = 1_000;
const dayMs = 86_400_000;
/**
 * Less than is kept while tallies are written, and written less than is kept at all, so that what is compared or read
 * is complete.
 */
const checkedDays = { recent: 100, lastYear: 370 };
const prunedDays = { recent: 150, lastYear: 430 };

/**
 * Folds the pending changes of every team, so that the next reader has few to fold; counts teams that were never
 * counted.
 * @throws PermanentError naming the teams that failed, after all others.
 */
export async function foldWaiting(ctx: TasksContext): Promise<void> {
  const teams = await waiting(ctx, { limit: maxTeams });
  reportFailures(
    await forEachCollectingFailures(
      ctx,
      teams,
      ({ teamId }) => `team ${teamId}`,
      (team) => foldTeam(ctx, team),
    ),
  );
}

/**
 * Compares the tallies with the tasks and recounts teams whose tallies differ, which happens if somebody wrote rows
 * without triggers. Deletes tallies that are too old to be read.
 * @returns How many teams were recounted.
 */
export async function repairTallies(ctx: TasksContext): Promise<number> {
  await foldWaiting(ctx);
  const before = (days: number) => new Date(ctx.clock.now().getTime() - days * dayMs).toISOString();
  const pruned = { recent: before(prunedDays.recent), lastYear: before(prunedDays.lastYear) };
  for (const remove of removals) await remove(ctx, pruned);
  const checked = { recent: before(checkedDays.recent), lastYear: before(checkedDays.lastYear) };
  let repaired = 0;
  for (const team of await countedTeams(ctx, {})) {
    if (!(await maybeOne(difference(ctx, { ...team, ...checked })))) continue;
    ctx.log.warn(team, 'the task counts of a team were wrong and have been recounted');
    if (await countTeam(ctx, team)) repaired += 1;
  }
  return repaired;
}

const waiting = rawQuery<{ limit: number }, Team>(
  (params) => sql`
    select team.organization_id as "organizationId", team.team_id as "teamId"
    from (
      select organization_id, team_id from ${counterTable} as made
      where not exists (
        select from ${tallyTeamTable} as counted
        where counted.organization_id = made.organization_id and counted.team_id = made.team_id)
      union
      select organization_id, team_id from ${tallyChangeTable}) as team
    limit ${params.limit}`,
);
const countedTeams = rawQuery<object, Team>(
  () => sql`select organization_id as "organizationId", team_id as "teamId" from ${tallyTeamTable} order by team_id`,
);

type Since = { recent: string; lastYear: string };
const removals = [
  rawQuery<Since, object>((params) => sql`delete from ${tallyPeriodTable} where quarter < ${params.recent}`),
  rawQuery<Since, object>(
    (params) => sql`delete from ${tallyCycleTable} where first_day < ${params.recent}::timestamptz::date`,
  ),
  rawQuery<Since, object>(
    (params) => sql`delete from ${tallyProjectTable} where quarter < ${params.lastYear} and quarter <> ${ever}`,
  ),
  rawQuery<Since, object>(() => sql`delete from ${tallyWorkTable} where tasks = 0 and estimate = 0`),
  rawQuery<Since, object>(() => sql`delete from ${tallyPeriodTable} where created = 0 and done = 0`),
  rawQuery<Since, object>(() => sql`delete from ${tallyCycleTable} where tasks = 0`),
  rawQuery<Since, object>(
    () => sql`delete from ${tallyProjectTable} where created = 0 and done = 0 and quarter <> ${ever}`,
  ),
  // Of teams that no longer exist or never had a task.
  rawQuery<Since, object>(
    () => sql`
      delete from ${tallyTeamTable} as counted where not exists (
        select from ${counterTable} as made
        where made.organization_id = counted.organization_id and made.team_id = counted.team_id)`,
  ),
];

/** One row for each difference, read in one snapshot: tallies, pending changes and current tasks. */
const difference = rawQuery<Team & Since, object>(
  (params) => sql`
    with change as (${tasksOf(params)} union all ${pendingChangesOf(params)}),
    event as (${events}),
    work as (
      select from (
        ${sumOfWork}
        union all
        select organization_id, team_id, status_id, assignee_id, -tasks, -estimate from ${tallyWorkTable}
        where ${ofTeam(params)}) as part
      group by status_id, assignee_id having sum(tasks) <> 0 or sum(estimate) <> 0),
    period as (
      select from (
        ${sumOfPeriods(params.recent)}
        union all
        select organization_id, team_id, quarter, -created, -done from ${tallyPeriodTable}
        where ${ofTeam(params)} and quarter >= ${params.recent}) as part
      group by quarter having sum(created) <> 0 or sum(done) <> 0),
    project as (
      select from (
        ${sumOfProjects(params.lastYear)}
        union all
        select organization_id, project_id, team_id, status_id, quarter, -created, -done from ${tallyProjectTable}
        where ${ofTeam(params)} and (quarter >= ${params.lastYear} or quarter = ${ever})) as part
      group by project_id, status_id, quarter having sum(created) <> 0 or sum(done) <> 0),
    cycle as (
      select from (
        ${sumOfCycles(params.recent)}
        union all
        select organization_id, team_id, days, first_day, tenths, -tasks from ${tallyCycleTable} where ${ofTeam(params)}) as part
      where first_day > ${params.recent}::timestamptz::date
      group by days, first_day, tenths having sum(tasks) <> 0)
    select where exists (select from work) or exists (select from period)
      or exists (select from project) or exists (select from cycle)`,
);
