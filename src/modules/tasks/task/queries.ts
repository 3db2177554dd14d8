import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { batchById } from '#platform/database/batch-by-id.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { TaskId } from '../contract.ts';
import { formerKeyTable, taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';
import { itsStatus, oneTaskColumns, type TaskRow, wholeColumns, withStatus } from './columns.ts';
import { isInScope, type ScopeParams } from './in-scope.ts';

const tasksInScope = query<ScopeParams & { ids: readonly TaskId[] }>()((params) =>
  qb
    .select(oneTaskColumns)
    .from(taskTable)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(and(sql`${taskTable.id} = any(${params.ids})`, isInScope(params))),
);

/**
 * The whole row of one task, found by its own index and filtered by scope, batched with concurrent requests in one
 * statement.
 */
export const taskInScope = batchById<TaskId, ScopeParams, TaskRow>(tasksInScope);

export const taskByKey = query<{
  organizationId: OrganizationId;
  key: string;
  guestProjectIds: readonly ProjectId[] | null;
}>()((params) =>
  qb
    .select(oneTaskColumns)
    .from(taskTable)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.key, params.key),
        sql`(${params.guestProjectIds}::uuid[] is null or ${taskTable.projectId} = any(${params.guestProjectIds}))`,
        isNull(taskTable.deletedAt),
      ),
    ),
);

/** A key that a task had in an earlier team still resolves to it. */
export const idOfFormerKey = query<{ organizationId: OrganizationId; key: string }>()((params) =>
  qb
    .select({ id: formerKeyTable.taskId })
    .from(formerKeyTable)
    .where(and(eq(formerKeyTable.organizationId, params.organizationId), eq(formerKeyTable.key, params.key))),
);

export const taskById = query<{ organizationId: OrganizationId; id: TaskId }>()((params) =>
  qb
    .select(oneTaskColumns)
    .from(taskTable)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(and(eq(taskTable.organizationId, params.organizationId), eq(taskTable.id, params.id))),
);

export const tasksByIds = query<{ organizationId: OrganizationId; ids: readonly TaskId[] }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(and(eq(taskTable.organizationId, params.organizationId), sql`${taskTable.id} = any(${params.ids})`)),
);
