import { z } from 'zod';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TasksContext } from '../context.ts';
import { dependencyTypes, type TaskId } from '../contract.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { isReadable } from '../task/is-readable.ts';
import { LinkedTask } from '../task/linked-task.ts';
import type { TaskRow } from '../task/columns.ts';

export const Dependency = z
  .strictObject({
    type: z.enum(dependencyTypes),
    direction: z.enum(['out', 'in']).describe('`out`: this task blocks or duplicates the other; `in`: the other does.'),
    task: LinkedTask.nullable().describe('Null for a task that the caller can’t access.'),
  })
  .meta({ id: 'Dependency' });
export type Dependency = z.infer<typeof Dependency>;

export const NewDependency = z.strictObject({ type: z.enum(dependencyTypes).default('blocks') });

/** The dependencies of a task on others that are not deleted. There are few, so one list returns all. */
export async function listDependencies(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'read'>,
): Promise<Dependency[]> {
  const rows = await ofTask(ctx, { organizationId, id });
  const isVisible = (row: (typeof rows)[number]) => isReadable(ctx.scope, { organizationId, ...row });
  return rows.map((row) => {
    const { type, direction, projectId: _projectId, ...other } = row;
    return { type, direction: direction === 'out' ? 'out' : 'in', task: isVisible(row) ? other : null };
  });
}

const ofTask = query<{ organizationId: OrganizationId; id: TaskId }>()((params) => {
  const otherId = sql`case when ${dependencyTable.taskId} = ${params.id}::uuid then ${dependencyTable.otherId} else ${dependencyTable.taskId} end`;
  return qb
    .select({
      type: dependencyTable.type,
      direction: sql<string>`case when ${dependencyTable.taskId} = ${params.id}::uuid then 'out' else 'in' end`.as(
        'direction',
      ),
      id: taskTable.id,
      key: taskTable.key,
      title: taskTable.title,
      teamId: taskTable.teamId,
      projectId: taskTable.projectId,
      status: statusTable.name,
      category: statusTable.category,
      dueDate: taskTable.dueDate,
    })
    .from(dependencyTable)
    .innerJoin(
      taskTable,
      and(eq(taskTable.organizationId, dependencyTable.organizationId), sql`${taskTable.id} = ${otherId}`),
    )
    .innerJoin(
      statusTable,
      and(eq(statusTable.organizationId, taskTable.organizationId), eq(statusTable.id, taskTable.statusId)),
    )
    .where(
      and(
        eq(dependencyTable.organizationId, params.organizationId),
        sql`(${dependencyTable.taskId} = ${params.id}::uuid or ${dependencyTable.otherId} = ${params.id}::uuid)`,
        sql`${taskTable.deletedAt} is null`,
      ),
    )
    .orderBy(dependencyTable.createdAt, taskTable.id);
});

/** Whether a chain of blocking dependencies leads from one task to another. */
export const leadsTo = rawQuery<{ organizationId: OrganizationId; from: TaskId; to: TaskId }, { isSo: boolean }>(
  (params) => sql`
    with recursive behind as (
      select ${params.from}::uuid as id
      union
      select dependency.other_id from ${dependencyTable} join behind on dependency.task_id = behind.id
      where dependency.organization_id = ${params.organizationId} and dependency.type = 'blocks')
    select exists (select from behind where id = ${params.to}::uuid) as "isSo"`,
);
