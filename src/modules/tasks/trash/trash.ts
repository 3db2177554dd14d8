import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { decodeCursor, type Page, pageFrom } from '#platform/pagination/pagination.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { statusTable, taskTable } from '../schema.ts';
import { taskRelations } from '../task/task-relations.ts';
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
  const params = { organizationId: organization.id, teamId: team.id, limit: limit + 1 };
  const rows = await find(
    ctx,
    { cursor: cursor !== undefined },
    { ...params, deletedAt: String(deletedAt), id: String(id) },
  );
  const relations = await taskRelations(ctx, rows);
  return pageFrom(
    rows,
    limit,
    (row) => [row.deletedAt, row.id],
    (row) => ({ ...toCard(row, relations), deletedAt: row.deletedAt }),
  );
}

const find = queryFamily<
  { cursor: boolean },
  { organizationId: OrganizationId; teamId: TeamId; limit: number; deletedAt: string; id: string }
>()((shape, params) =>
  qb
    .select({ ...listColumns, deletedAt: sql<string>`${taskTable.deletedAt}`.as('deleted_at') })
    .from(taskTable)
    .innerJoin(statusTable, withStatus)
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.teamId, params.teamId),
        sql`${taskTable.deletedAt} is not null`,
        shape.cursor
          ? sql`(${taskTable.deletedAt}, ${taskTable.id}) < (${params.deletedAt}::timestamptz, ${params.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(sql`${taskTable.deletedAt} desc`, sql`${taskTable.id} desc`)
    .limit(params.limit),
);
