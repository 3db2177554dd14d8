import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { tallyChangeTable } from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';

export type Team = { organizationId: OrganizationId; teamId: TeamId };

// The sums that make up the tallies. Each sum reads `change`: tasks, or changes of tasks, with their sign.

export const ofTeam = ({ organizationId, teamId }: Readonly<Record<keyof Team, Placeholder>>) =>
  sql`organization_id = ${organizationId} and team_id = ${teamId}`;

/** A team's current tasks. */
export const tasksOf = (params: Readonly<Record<keyof Team, Placeholder>>) => sql`
  select organization_id, team_id, project_id, status_id, assignee_id, archived_at is not null as is_archived,
    coalesce(estimate, 0) as estimate, created_at, started_at, completed_at, 1::smallint as sign
  from ${taskTable} where ${ofTeam(params)} and deleted_at is null`;

/** The pending changes with opposite sign: added to the current tasks they give the state of the tallies. */
export const pendingChangesOf = (params: Readonly<Record<keyof Team, Placeholder>>) => sql`
  select organization_id, team_id, project_id, status_id, assignee_id, is_archived, estimate, created_at, started_at,
    completed_at, (-sign)::smallint
  from ${tallyChangeTable} where ${ofTeam(params)}`;

/** The start of its quarter of an hour. */
const quarterOf = (moment: SqlFragment | Placeholder) =>
  sql`date_bin('15 minutes', ${moment}::timestamptz, '2000-01-01T00:00:00Z')`;
/** The row with the sum of all quarters. */
export const ever = sql`'-infinity'::timestamptz`;

/** The time from start to completion in tenths of an hour, rounded to three digits. */
export const tenths = sql`(
  select case when exact < 1000 then exact when exact < 10000 then round(exact, -1) else round(exact, -2) end::integer
  from round(extract(epoch from completed_at - coalesce(started_at, created_at)) / 360) as exact)`;

export const sumOfWork = sql`
  select organization_id, team_id, status_id, assignee_id, sum(sign) as tasks, sum(sign * estimate) as estimate
  from change where not is_archived
  group by organization_id, team_id, status_id, assignee_id
  having sum(sign) <> 0 or sum(sign * estimate) <> 0`;

/** Each change in the quarter in which its task was created, and in the one in which it was done. */
export const events = sql`
  select change.*, moment.quarter, moment.created, moment.done
  from change cross join lateral (
    values (${quarterOf(sql`created_at`)}, sign, 0), (${quarterOf(sql`completed_at`)}, 0, sign)
  ) as moment (quarter, created, done)
  where moment.quarter is not null`;

export const sumOfPeriods = (from: Placeholder) => sql`
  select organization_id, team_id, quarter, sum(created) as created, sum(done) as done
  from event where quarter >= ${from}
  group by organization_id, team_id, quarter having sum(created) <> 0 or sum(done) <> 0`;

/** Includes sums of zero for all time, because their row has the version. */
export const sumOfProjects = (from: Placeholder) => sql`
  select organization_id, project_id, team_id, status_id, span.start as quarter, sum(created) as created, sum(done) as done
  from event cross join lateral (values (quarter), (${ever})) as span (start)
  where project_id is not null and (span.start >= ${from} or span.start = ${ever})
  group by organization_id, project_id, team_id, status_id, span.start
  having sum(created) <> 0 or sum(done) <> 0 or span.start = ${ever}`;

export const sumOfCycles = (from: Placeholder) => sql`
  select organization_id, team_id, span.days, span.first_day, span.tenths, sum(sign) as tasks
  from change cross join lateral (
    select days, date_bin(make_interval(days => days), completed_at at time zone 'UTC', '2000-01-01')::date, ${tenths}
    from (values (1), (7)) as level (days)) as span (days, first_day, tenths)
  where completed_at >= ${from}
  group by organization_id, team_id, span.days, span.first_day, span.tenths having sum(sign) <> 0`;
