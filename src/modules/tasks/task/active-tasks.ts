import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { withStatus } from './columns.ts';

/** How many tasks in progress are assigned to a person, in all organizations. */
export const activeTasksOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.assigneeId, params.userId),
        isNull(taskTable.deletedAt),
        eq(statusTable.category, 'in_progress'),
      ),
    ),
);
