import { z } from 'zod';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { query, statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { TeamId } from '#platform/ids.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TasksContext } from '../context.ts';
import { categories, dependencyTypes, TaskId } from '../contract.ts';
import { dependency, status, task } from '../schema.ts';
import type { TaskRow } from '../task/columns.ts';

const LinkedTask = z
  .strictObject({
    id: TaskId,
    key: z.string(),
    title: z.string(),
    teamId: TeamId,
    status: z.string(),
    category: z.enum(categories),
    dueDate: z.iso.date().nullable(),
  })
  .meta({ id: 'LinkedTask' });

export const Dependency = z
  .strictObject({
    type: z.enum(dependencyTypes),
    direction: z.enum(['out', 'in']).describe('`out`: this task blocks or duplicates the other; `in`: the other does.'),
    task: LinkedTask.nullable().describe('Null for a task that the caller can’t access.'),
  })
  .meta({ id: 'Dependency' });
export type Dependency = z.infer<typeof Dependency>;

export const NewDependency = z.strictObject({ type: z.enum(dependencyTypes).default('blocks') });

/** The bonds of a task with others that are not deleted. There are few: a list holds them all. */
export async function listDependencies(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'read'>,
): Promise<Dependency[]> {
  const rows = await ofTask(ctx, { organizationId, id });
  const organization = ctx.scope.organization(organizationId);
  const isVisible = ({ teamId, projectId }: (typeof rows)[number]) =>
    organization !== undefined &&
    (organization.mayReadTeam(teamId) || (projectId !== null && organization.guestProjectIds.includes(projectId)));
  return rows.map((row) => {
    const { type, direction, projectId: _projectId, ...other } = row;
    return { type, direction: direction === 'out' ? 'out' : 'in', task: isVisible(row) ? other : null };
  });
}

const ofTask = query<{ organizationId: OrganizationId; id: TaskId }>()((place) => {
  const otherId = sql`case when ${dependency.taskId} = ${place.id}::uuid then ${dependency.otherId} else ${dependency.taskId} end`;
  return build
    .select({
      type: dependency.type,
      direction: sql<string>`case when ${dependency.taskId} = ${place.id}::uuid then 'out' else 'in' end`.as(
        'direction',
      ),
      id: task.id,
      key: task.key,
      title: task.title,
      teamId: task.teamId,
      projectId: task.projectId,
      status: status.name,
      category: status.category,
      dueDate: task.dueDate,
    })
    .from(dependency)
    .innerJoin(task, and(eq(task.organizationId, dependency.organizationId), sql`${task.id} = ${otherId}`))
    .innerJoin(status, and(eq(status.organizationId, task.organizationId), eq(status.id, task.statusId)))
    .where(
      and(
        eq(dependency.organizationId, place.organizationId),
        sql`(${dependency.taskId} = ${place.id}::uuid or ${dependency.otherId} = ${place.id}::uuid)`,
        sql`${task.deletedAt} is null`,
      ),
    )
    .orderBy(dependency.createdAt, task.id);
});

/** Whether a task stands somewhere behind another one in a chain of blocks. */
export const leadsTo = statement<{ organizationId: OrganizationId; from: TaskId; to: TaskId }, { isSo: boolean }>(
  (place) => sql`
    with recursive behind as (
      select ${place.from}::uuid as id
      union
      select dependency.other_id from ${dependency} join behind on dependency.task_id = behind.id
      where dependency.organization_id = ${place.organizationId} and dependency.type = 'blocks')
    select exists (select from behind where id = ${place.to}::uuid) as "isSo"`,
);
