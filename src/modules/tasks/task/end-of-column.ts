import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { StatusId } from '../contract.ts';
import { taskTable } from '../schema/task.ts';
import { digits, rankAtEnd } from './rank.ts';

/**
 * The rank at the end of a column, in SQL. `rank` comes from `rankAtEnd`, `last` selects the last used rank. If that is
 * not before `rank`, because the clock was ahead when it was given, the result is the next rank after it: ranks stay in
 * order even if the clock was wrong.
 */
export function rankAfterLast(rank: Placeholder, last: SqlFragment): SqlFragment {
  const inOrder = sql.raw(`'${digits}'`);
  // Increments the integer part: trailing highest digits become the lowest, and the digit before them is raised.
  return sql`(
    select case when last.rank >= ${rank}::text
      then left(last.head, -1) || substr(${inOrder}, strpos(${inOrder}, right(last.head, 1)) + 1, 1)
        || repeat('0', 9 - length(last.head)) || right(${rank}::text, 3)
      else ${rank}::text end
    from (select taken.rank, rtrim(left(taken.rank, 9), 'z') as head from (select (${last}) as rank) as taken) as last)`;
}

interface Column {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
  readonly statusId: StatusId;
}

/** The rank after all cards of a column. */
export async function endOfColumn(ctx: TasksContext, { organizationId, teamId, statusId }: Column): Promise<string> {
  const now = ctx.clock.now();
  const { rank } = await one(findEnd(ctx, { organizationId, teamId, statusId, rank: rankAtEnd(now) }));
  return rank;
}

const findEnd = rawQuery<Column & { rank: string }, { rank: string }>(
  (params) => sql`
    select ${rankAfterLast(
      params.rank,
      sql`
        select max(rank) from ${taskTable}
        where organization_id = ${params.organizationId} and team_id = ${params.teamId} and status_id = ${params.statusId}
          and deleted_at is null and archived_at is null`,
    )} as rank`,
);
