import { setTimeout as sleep } from 'node:timers/promises';
import { withTransaction } from '#platform/database/database.ts';
import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import { unavailable } from '#platform/errors.ts';
import { newId, type OrganizationId, type ProjectId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import {
  tallyChangeTable,
  tallyCycleTable,
  tallyPeriodTable,
  tallyProjectTable,
  tallyTeamTable,
  tallyWorkTable,
} from '../schema/tallies.ts';
import { events, ofTeam, sumOfCycles, sumOfPeriods, sumOfProjects, sumOfWork, tasksOf, type Team } from './sums.ts';

type Teams = { organizationId: OrganizationId; teamIds: readonly TeamId[] };

const pollMs = 10;
const maxPolls = 500;

/**
 * Adds changes since the last read to the tallies of these teams. Reads after it include every change acknowledged
 * before.
 * @param projectId Only a project's tasks have to be up to date.
 * @returns The version of these teams' tallies; they are unchanged while it is the same.
 * @throws DomainError 503 if another process is still counting one of the teams, or on a replica, where nothing can be
 * added: the read is then repeated on the primary.
 */
export async function foldTallies(ctx: TasksContext, teams: Teams, projectId: ProjectId | null = null) {
  const { organizationId } = teams;
  let state = await one(stateOf(ctx, { ...teams, projectId }));
  if (ctx.db.isReplica && state.outdated.length > 0) throw stillCounting();
  for (let poll = 0; state.outdated.length > 0; poll += 1) {
    let isFolded = true;
    for (const teamId of state.outdated) isFolded = (await foldTeam(ctx, { organizationId, teamId })) && isFolded;
    state = await one(stateOf(ctx, { ...teams, projectId }));
    // Changes made after this call started need not be included.
    if (isFolded) break;
    if (poll === maxPolls) throw stillCounting();
    await sleep(pollMs);
  }
  return state.version;
}

const stillCounting = () => unavailable('still-counting', 'Tasks are still being counted. Try again in a moment.');

/** Teams with changes that are not in their tallies yet, or that were never counted. */
const stateOf = rawQuery<Teams & { projectId: ProjectId | null }, { outdated: TeamId[]; version: string | null }>(
  (params) => sql`
    select coalesce(array_agg(asked.id order by asked.id) filter (where counted.team_id is null or exists (
        select from ${tallyChangeTable} as change
        where change.organization_id = ${params.organizationId} and change.team_id = asked.id
          and (${params.projectId}::uuid is null or change.project_id = ${params.projectId}))), '{}') as outdated,
      md5(string_agg(counted.version::text, ' ' order by asked.id)) as version
    from unnest(${params.teamIds}::uuid[]) as asked (id)
    left join ${tallyTeamTable} as counted
      on counted.organization_id = ${params.organizationId} and counted.team_id = asked.id`,
);

/** How many changes are folded in one transaction. */
const maxChanges = 5_000;

/**
 * Folds a team's changes into its tallies, or counts its tasks if they were never counted. Only one caller at a time
 * does this for a team; the others do not hold a connection while they wait.
 * @returns false if another caller is doing it.
 */
export async function foldTeam(ctx: TasksContext, team: Team): Promise<boolean> {
  for (;;) {
    const folded = await withTransaction(ctx, async (inTx) => {
      if (!(await one(tryLock(inTx, team))).isLocked) return null;
      if (!(await maybeOne(isCounted(inTx, team)))) return countLocked(inTx, team);
      return one(fold(inTx, { ...team, ...tallyPeriods(ctx.clock.now()), limit: maxChanges }));
    });
    if (folded === null) return false;
    if (folded.count < maxChanges) return true;
  }
}

/** Recounts a team's tasks; false if another caller is folding. */
export function countTeam(ctx: TasksContext, team: Team): Promise<boolean> {
  return withTransaction(ctx, async (inTx) => {
    if (!(await one(tryLock(inTx, team))).isLocked) return false;
    await countLocked(inTx, team);
    return true;
  });
}

const tryLock = rawQuery<Team, { isLocked: boolean }>(
  (params) => sql`
    select pg_try_advisory_xact_lock(hashtextextended('tallies ' || ${params.teamId}::uuid, 0)) as "isLocked"`,
);
/** Locks the row, so that purging a team also removes its tallies. */
const isCounted = rawQuery<Team, object>(
  (params) => sql`select team_id from ${tallyTeamTable} where ${ofTeam(params)} for update`,
);

/** Reads the tasks and deletes the pending changes in one statement, so that each change is counted exactly once. */
async function countLocked(ctx: TasksContext, team: Team): Promise<{ count: number }> {
  for (const remove of removals) await remove(ctx, team);
  const now = ctx.clock.now();
  const args = { ...team, ...tallyPeriods(now) };
  await markCounted(ctx, { ...team, now: now.toISOString(), version: args.version });
  await count(ctx, args);
  return { count: 0 };
}

const removals = [tallyWorkTable, tallyPeriodTable, tallyProjectTable, tallyCycleTable].map((table) =>
  rawQuery<Team, object>((params) => sql`delete from ${table} where ${ofTeam(params)}`),
);
const markCounted = rawQuery<Team & { now: string; version: string }, object>(
  (params) => sql`
    insert into ${tallyTeamTable} (organization_id, team_id, counted_at, version)
    values (${params.organizationId}, ${params.teamId}, ${params.now}, ${params.version})
    on conflict (organization_id, team_id) do update set counted_at = excluded.counted_at, version = excluded.version`,
);

const dayMs = 86_400_000;
/** Statistics cover twelve weeks, progress a year; older entries are not kept by time. */
const keptDays = { recent: 120, lastYear: 400 };
type TallyPeriods = { recent: string; lastYear: string; version: string };

/** The oldest time for which tallies are kept, and their new version. */
function tallyPeriods(now: Date): TallyPeriods {
  const before = (days: number) => new Date(now.getTime() - days * dayMs).toISOString();
  return { recent: before(keptDays.recent), lastYear: before(keptDays.lastYear), version: newId() };
}

type Params<Args> = { readonly [Name in keyof Args]: Placeholder };

/** Adds the sums of `change` to the tallies, and returns the count of changes. */
const addSums = (withChange: SqlFragment, params: Params<Team & TallyPeriods>) => sql`
  ${withChange},
  event as (${events}),
  work as (
    insert into ${tallyWorkTable} as tally (organization_id, team_id, status_id, assignee_id, tasks, estimate) ${sumOfWork}
    on conflict (organization_id, team_id, status_id, assignee_id)
    do update set tasks = tally.tasks + excluded.tasks, estimate = tally.estimate + excluded.estimate),
  period as (
    insert into ${tallyPeriodTable} as tally (organization_id, team_id, quarter, created, done) ${sumOfPeriods(params.recent)}
    on conflict (organization_id, team_id, quarter)
    do update set created = tally.created + excluded.created, done = tally.done + excluded.done),
  project as (
    insert into ${tallyProjectTable} as tally (
      organization_id, project_id, team_id, status_id, quarter, created, done, version)
    select sums.*, case when quarter = '-infinity' then ${params.version}::uuid end
    from (${sumOfProjects(params.lastYear)}) as sums
    on conflict (organization_id, project_id, team_id, status_id, quarter)
    do update set created = tally.created + excluded.created, done = tally.done + excluded.done,
      version = excluded.version),
  cycle as (
    insert into ${tallyCycleTable} as tally (organization_id, team_id, days, first_day, tenths, tasks)
    ${sumOfCycles(params.recent)}
    on conflict (organization_id, team_id, days, first_day, tenths) do update set tasks = tally.tasks + excluded.tasks),
  version as (
    update ${tallyTeamTable} set version = ${params.version} where ${ofTeam(params)} and exists (select from change))
  select count(*) as count from change`;

/** Deletes rows by ctid: rows change so fast that statistics for a join plan are always outdated. */
const fold = rawQuery<Team & TallyPeriods & { limit: number }, { count: number }>((params) =>
  addSums(
    sql`
      with change as (
        delete from ${tallyChangeTable} where organization_id = ${params.organizationId} and ctid = any(array(
          select ctid from ${tallyChangeTable} where ${ofTeam(params)} order by id limit ${params.limit}))
        returning *)`,
    params,
  ),
);
const count = rawQuery<Team & TallyPeriods, { count: number }>((params) =>
  addSums(
    sql`
      with stale as (delete from ${tallyChangeTable} where ${ofTeam(params)}),
      change as (${tasksOf(params)})`,
    params,
  ),
);
