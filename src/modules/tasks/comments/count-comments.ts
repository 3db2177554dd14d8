import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TaskId } from '../contract.ts';
import { taskTable } from '../schema/task.ts';

/** Changes the number of comments on a task's card. */
export const countComments = rawQuery<{ organizationId: OrganizationId; id: TaskId; by: number }, object>(
  (params) => sql`
    update ${taskTable} set comment_count = comment_count + ${params.by}
    where ${taskTable.organizationId} = ${params.organizationId} and ${taskTable.id} = ${params.id}`,
);
