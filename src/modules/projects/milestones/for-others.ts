import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { MilestoneId } from '../contract.ts';
import { milestoneTable, projectTable } from '../schema.ts';
import { milestonesOfProject, type MilestoneRow } from './milestone.ts';

const columnsForOthers = {
  id: milestoneTable.id,
  projectId: milestoneTable.projectId,
  name: milestoneTable.name,
  date: milestoneTable.date,
  isDone: sql<boolean>`${milestoneTable.doneAt} is not null`.as('is_done'),
};

/** Those of these milestones whose projects belong to the organization. */
export const milestonesByIds = query<{ organizationId: OrganizationId; ids: readonly MilestoneId[] }>()((params) =>
  qb
    .select(columnsForOthers)
    .from(milestoneTable)
    .innerJoin(
      projectTable,
      and(
        eq(projectTable.organizationId, milestoneTable.organizationId),
        eq(projectTable.id, milestoneTable.projectId),
      ),
    )
    .where(
      and(
        eq(milestoneTable.organizationId, params.organizationId),
        sql`${milestoneTable.id} = any(${params.ids})`,
        isNull(projectTable.deletedAt),
      ),
    ),
);

/** Milestones of a project, by date. */
export async function milestonesOf(...[ctx, key]: Parameters<typeof milestonesOfProject>) {
  return (await milestonesOfProject(ctx, key)).map(({ id, projectId, name, date, doneAt }: MilestoneRow) => ({
    id,
    projectId,
    name,
    date,
    isDone: doneAt !== null,
  }));
}
