import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { queryFamily } from '#platform/database/query.ts';
import { keysetByTime, keysetPage, type PageParams } from '#platform/pagination/keyset.ts';
import { type Page, type PageQuery } from '#platform/pagination/pagination.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { taskRelations } from '../task/task-relations.ts';
import { listColumns, withStatus } from '../task/columns.ts';
import { TaskCard } from '../task/task.ts';
import { toCard } from '../task/show-task.ts';

export const TrashedTask = TaskCard.extend({ deletedAt: z.iso.datetime() }).meta({ id: 'TrashedTask' });

/** Deleted tasks of a team, most recently deleted first, until they are purged. */
export async function listTrash(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'work'>,
  pageQuery: PageQuery,
): Promise<Page<z.infer<typeof TrashedTask>>> {
  const key = { organizationId: organization.id, teamId: team.id };
  return keysetPage(pageQuery, {
    kinds: order.kinds,
    find: (page) => find(ctx, { cursor: page.hasCursor }, { ...key, ...page }),
    keyOf: ({ deletedAt, id }) => [deletedAt, id],
    toItems: async (rows) => {
      const relations = await taskRelations(ctx, rows);
      return rows.map((row) => ({ ...toCard(row, relations), deletedAt: row.deletedAt }));
    },
  });
}

const order = keysetByTime(taskTable.deletedAt, taskTable.id, 'newest-first');
const find = queryFamily<{ cursor: boolean }, PageParams & { organizationId: OrganizationId; teamId: TeamId }>()(
  (shape, params) =>
    qb
      .select({ ...listColumns, deletedAt: sql<string>`${taskTable.deletedAt}`.as('deleted_at') })
      .from(taskTable)
      .innerJoin(statusTable, withStatus)
      .where(
        and(
          eq(taskTable.organizationId, params.organizationId),
          eq(taskTable.teamId, params.teamId),
          sql`${taskTable.deletedAt} is not null`,
          shape.cursor ? order.behind(params) : undefined,
        ),
      )
      .orderBy(...order.orderBy)
      .limit(params.limit),
);
