import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { status, task } from '../schema.ts';
import { withStatus } from './columns.ts';

/** How many tasks in progress are assigned to a person, in all organizations. */
export const activeTasksOf = query<{ userId: UserId }>()((place) =>
  build
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(task)
    .innerJoin(status, withStatus)
    .where(and(eq(task.assigneeId, place.userId), isNull(task.deletedAt), eq(status.category, 'in_progress'))),
);
