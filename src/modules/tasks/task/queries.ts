import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { byIdTogether } from '#platform/database/together.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { TaskId } from '../contract.ts';
import { formerKey, status, task } from '../schema.ts';
import { itsStatus, oneTaskColumns, type TaskRow, wholeColumns, withStatus } from './columns.ts';

interface Bounds {
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}
const tasksInScope = query<Bounds & { ids: readonly TaskId[] }>()((place) =>
  build
    .select(oneTaskColumns)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(
      and(
        sql`${task.id} = any(${place.ids})`,
        sql`(${task.organizationId} = any(${place.organizationIds}) or ${task.projectId} = any(${place.guestProjectIds}))`,
      ),
    ),
);

/** Everything about one task: by its own index, with the scope as a filter, in one statement with those who ask beside. */
export const taskInScope = byIdTogether<TaskId, Bounds, TaskRow>(tasksInScope);

export const taskByKey = query<{
  organizationId: OrganizationId;
  key: string;
  guestProjectIds: readonly ProjectId[] | null;
}>()((place) =>
  build
    .select(oneTaskColumns)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(
      and(
        eq(task.organizationId, place.organizationId),
        eq(task.key, place.key),
        sql`(${place.guestProjectIds}::uuid[] is null or ${task.projectId} = any(${place.guestProjectIds}))`,
        isNull(task.deletedAt),
      ),
    ),
);

/** A key that a task had in a team where it was before leads to it all the same. */
export const idOfFormerKey = query<{ organizationId: OrganizationId; key: string }>()((place) =>
  build
    .select({ id: formerKey.taskId })
    .from(formerKey)
    .where(and(eq(formerKey.organizationId, place.organizationId), eq(formerKey.key, place.key))),
);

export const taskById = query<{ organizationId: OrganizationId; id: TaskId }>()((place) =>
  build
    .select(oneTaskColumns)
    .from(task)
    .innerJoinLateral(itsStatus, sql`true`)
    .where(and(eq(task.organizationId, place.organizationId), eq(task.id, place.id))),
);

export const tasksByIds = query<{ organizationId: OrganizationId; ids: readonly TaskId[] }>()((place) =>
  build
    .select(wholeColumns)
    .from(task)
    .innerJoin(status, withStatus)
    .where(and(eq(task.organizationId, place.organizationId), sql`${task.id} = any(${place.ids})`)),
);
