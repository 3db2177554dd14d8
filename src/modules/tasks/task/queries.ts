import { and, type AnyColumn, eq, isNull, qb, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { type Placeholders, type Query, query } from '#platform/database/query.ts';
import { batchById } from '#platform/database/batch-by-id.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { TaskId } from '../contract.ts';
import { formerKeyTable, taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';
import { itsStatus, oneTaskColumns, type TaskRow, wholeColumns, withStatus } from './columns.ts';
import { isInScope, type ScopeParams } from './in-scope.ts';

/** A table with the organization of its rows. */
type Joined = { readonly organizationId: AnyColumn };

/** One task, or a few, with the status. `conditionOf` says which. */
function taskQuery<Args extends object>(
  conditionOf: (params: Placeholders<Args>, joined?: Joined) => SqlFragment | undefined,
): Query<Args, TaskRow> {
  const alone = query<Args>()((params) =>
    qb
      .select(oneTaskColumns)
      .from(taskTable)
      .innerJoinLateral(itsStatus, sql`true`)
      .where(conditionOf(params)),
  );
  // A distributed database asks every shard for a lateral subquery with a limit.
  const distributed = query<Args>()((params) =>
    qb.select(wholeColumns).from(taskTable).innerJoin(statusTable, withStatus).where(conditionOf(params, statusTable)),
  );
  return (ctx, args) => (ctx.db.isDistributed ? distributed : alone)(ctx, args);
}

const tasksInScope = taskQuery<ScopeParams & { ids: readonly TaskId[] }>((params, joined) =>
  and(sql`${taskTable.id} = any(${params.ids})`, isInScope(params, joined)),
);

/**
 * The whole row of one task, found by its own index and filtered by scope, batched with concurrent requests in one
 * statement.
 */
export const taskInScope = batchById<TaskId, ScopeParams, TaskRow>(tasksInScope);

export const taskByKey = taskQuery<{
  organizationId: OrganizationId;
  key: string;
  guestProjectIds: readonly ProjectId[] | null;
}>((params) =>
  and(
    eq(taskTable.organizationId, params.organizationId),
    eq(taskTable.key, params.key),
    sql`(${params.guestProjectIds}::uuid[] is null or ${taskTable.projectId} = any(${params.guestProjectIds}))`,
    isNull(taskTable.deletedAt),
  ),
);

/** A key that a task had in an earlier team still resolves to it. */
export const idOfFormerKey = query<{ organizationId: OrganizationId; key: string }>()((params) =>
  qb
    .select({ id: formerKeyTable.taskId })
    .from(formerKeyTable)
    .where(and(eq(formerKeyTable.organizationId, params.organizationId), eq(formerKeyTable.key, params.key))),
);

export const taskById = taskQuery<{ organizationId: OrganizationId; id: TaskId }>((params) =>
  and(eq(taskTable.organizationId, params.organizationId), eq(taskTable.id, params.id)),
);

export const tasksByIds = query<{ organizationId: OrganizationId; ids: readonly TaskId[] }>()((params) =>
  qb
    .select(wholeColumns)
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(and(eq(taskTable.organizationId, params.organizationId), sql`${taskTable.id} = any(${params.ids})`)),
);
