import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { Category, StatusId } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { tallyWorkTable } from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';
import { hasOpenStatus } from '../task/open-category.ts';

interface Params {
  organizationId: OrganizationId;
  teamIds: readonly TeamId[];
  /** The reader's day, and the current time: tasks due before it are late. */
  today: string;
  now: string;
}

/** Open tasks of one person in one status; without a status, how many of that person's tasks are late. */
interface OpenWork {
  readonly statusId: StatusId | null;
  readonly teamId: TeamId | null;
  readonly name: string | null;
  readonly limit: number | null;
  readonly category: Category | null;
  readonly userId: UserId | null;
  readonly tasks: number;
  readonly estimate: number;
  readonly overdue: number;
}

const lateIn = (isLate: ReturnType<typeof sql>, params: { readonly [Name in keyof Params]: unknown }) => sql`
  select assignee_id from ${taskTable}
  join ${statusTable} on status.organization_id = task.organization_id and status.id = task.status_id
  where task.organization_id = ${params.organizationId} and task.team_id = any(${params.teamIds})
    and task.completed_at is null and task.archived_at is null and task.deleted_at is null
    and ${hasOpenStatus} and ${isLate}`;

/** By team, in the order of its workflow, with every status, even without tasks. */
export const openWork = rawQuery<Params, OpenWork>(
  (params) => sql`
    select status.id as "statusId", status.team_id as "teamId", status.name, status.wip_limit as "limit", status.category,
      tally.assignee_id as "userId", coalesce(tally.tasks, 0) as tasks, coalesce(tally.estimate, 0) as estimate, 0 as overdue,
      status.position
    from ${statusTable} left join ${tallyWorkTable} as tally on tally.organization_id = status.organization_id
      and tally.team_id = status.team_id and tally.status_id = status.id and tally.tasks > 0
    where status.organization_id = ${params.organizationId} and status.team_id = any(${params.teamIds})
      and ${hasOpenStatus}
    union all
    select null, null, null, null, null, assignee_id, 0, 0, count(*), 0
    from (
      ${lateIn(sql`task.due_date < ${params.today}::date`, params)}
      union all
      ${lateIn(sql`task.due_at < ${params.now}::timestamptz`, params)}) as late
    group by assignee_id
    order by "teamId", position, "statusId"`,
);

/** How many tasks are in each status of work in progress. */
export function columnsOf(rows: readonly OpenWork[], teamNames: ReadonlyMap<TeamId, string>) {
  const columns = new Map<
    StatusId,
    { statusId: StatusId; teamId: TeamId; teamName: string; name: string; limit: number | null; count: number }
  >();
  for (const { statusId, teamId, name, limit, category, tasks } of rows) {
    if (category !== 'in_progress' || statusId === null || teamId === null) continue;
    const column = columns.get(statusId);
    if (column) column.count += tasks;
    else
      columns.set(statusId, {
        statusId,
        teamId,
        teamName: teamNames.get(teamId) ?? '',
        name: name ?? '',
        limit,
        count: tasks,
      });
  }
  return [...columns.values()];
}

/** Open tasks by assignee, most first; unassigned tasks in a separate row. */
export function loadByPerson(rows: readonly OpenWork[]) {
  const people = new Map<
    UserId | null,
    { userId: UserId | null; open: number; inProgress: number; overdue: number; estimate: number }
  >();
  for (const { userId, category, tasks, estimate, overdue } of rows) {
    if (tasks === 0 && overdue === 0) continue;
    const person = people.get(userId) ?? { userId, open: 0, inProgress: 0, overdue: 0, estimate: 0 };
    people.set(userId, person);
    person.open += tasks;
    person.inProgress += category === 'in_progress' ? tasks : 0;
    person.overdue += overdue;
    person.estimate += estimate;
  }
  return [...people.values()].toSorted((a, b) => b.open - a.open || ((a.userId ?? '') < (b.userId ?? '') ? -1 : 1));
}
