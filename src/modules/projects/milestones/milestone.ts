import { z } from 'zod';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { type OrganizationId, ProjectId } from '#platform/ids.ts';
import { MilestoneId } from '../contract.ts';
import { milestone, project } from '../schema.ts';

export const Milestone = z
  .strictObject({
    id: MilestoneId,
    projectId: ProjectId,
    name: z.string(),
    date: z.iso.date().nullable(),
    done: z.boolean(),
    doneAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Milestone' });
export type Milestone = z.infer<typeof Milestone>;

export const MilestoneName = z.string().trim().min(1, 'must not be empty').max(100);

export const milestoneColumns = {
  id: milestone.id,
  organizationId: milestone.organizationId,
  projectId: milestone.projectId,
  name: milestone.name,
  date: milestone.date,
  doneAt: milestone.doneAt,
  createdAt: milestone.createdAt,
  version: milestone.version,
};
export type MilestoneRow = Pick<typeof milestone.$inferSelect, keyof typeof milestoneColumns>;

export function toMilestone({ organizationId: _organizationId, version: _version, ...row }: MilestoneRow): Milestone {
  return { ...row, done: row.doneAt !== null };
}

/** The only place where a milestone's id is resolved without its organization: its project decides who sees it. */
export const milestoneById = query<{ id: MilestoneId }>()((place) =>
  build
    .select(milestoneColumns)
    .from(milestone)
    .innerJoin(project, and(eq(project.organizationId, milestone.organizationId), eq(project.id, milestone.projectId)))
    .where(and(eq(milestone.id, place.id), isNull(project.deletedAt))),
);

/** By date, those without one last. A project has few: one page holds them. */
export const milestonesOfProject = query<{ organizationId: OrganizationId; projectId: ProjectId }>()((place) =>
  build
    .select(milestoneColumns)
    .from(milestone)
    .where(and(eq(milestone.organizationId, place.organizationId), eq(milestone.projectId, place.projectId)))
    .orderBy(sql`${milestone.date} nulls last`, milestone.id)
    .limit(mostMilestones),
);

export const mostMilestones = 500;
