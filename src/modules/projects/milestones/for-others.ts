import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { MilestoneId } from '../contract.ts';
import { milestone, project } from '../schema.ts';
import { milestonesOfProject, type MilestoneRow } from './milestone.ts';

const facts = {
  id: milestone.id,
  projectId: milestone.projectId,
  name: milestone.name,
  date: milestone.date,
  isDone: sql<boolean>`${milestone.doneAt} is not null`.as('is_done'),
};

/** Those of these milestones whose projects live in the organization. */
export const milestonesByIds = query<{ organizationId: OrganizationId; ids: readonly MilestoneId[] }>()((place) =>
  build
    .select(facts)
    .from(milestone)
    .innerJoin(project, and(eq(project.organizationId, milestone.organizationId), eq(project.id, milestone.projectId)))
    .where(
      and(
        eq(milestone.organizationId, place.organizationId),
        sql`${milestone.id} = any(${place.ids})`,
        isNull(project.deletedAt),
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
