import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/pagination/pagination.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { status, task } from '../schema.ts';
import { besideTasks } from '../task/task-relations.ts';
import { listColumns, withStatus } from '../task/columns.ts';
import { TaskCard } from '../task/task.ts';
import { toCard } from '../task/show-task.ts';

export const TrashedTask = TaskCard.extend({ deletedAt: z.iso.datetime() }).meta({ id: 'TrashedTask' });

/** Deleted tasks of a team, the last deleted first, until they are purged. */
export async function listTrash(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'work'>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<z.infer<typeof TrashedTask>>> {
  const [deletedAt = '', id = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['instant', 'id']);
  const place = { organizationId: organization.id, teamId: team.id, limit: limit + 1 };
  const rows = await find(
    ctx,
    { cursor: cursor !== undefined },
    { ...place, deletedAt: String(deletedAt), id: String(id) },
  );
  const beside = await besideTasks(ctx, rows);
  return pageFrom(
    rows,
    limit,
    (row) => [row.deletedAt, row.id],
    (row) => ({ ...toCard(row, beside), deletedAt: row.deletedAt }),
  );
}

const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; teamId: TeamId; limit: number; deletedAt: string; id: string }
>()((shape, place) =>
  build
    .select({ ...listColumns, deletedAt: sql<string>`${task.deletedAt}`.as('deleted_at') })
    .from(task)
    .innerJoin(status, withStatus)
    .where(
      and(
        eq(task.organizationId, place.organizationId),
        eq(task.teamId, place.teamId),
        sql`${task.deletedAt} is not null`,
        shape.cursor
          ? sql`(${task.deletedAt}, ${task.id}) < (${place.deletedAt}::timestamptz, ${place.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(sql`${task.deletedAt} desc`, sql`${task.id} desc`)
    .limit(place.limit),
);
