import type { Authorized } from '#platform/access/authorized.ts';
import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import type { ProjectRow } from '../project/project.ts';
import { changeProject } from '../project/rules.ts';
import { milestoneById, type MilestoneRow } from './milestone.ts';

export interface MilestoneOfProject {
  readonly project: Authorized<ProjectRow, 'change'>;
  readonly milestone: MilestoneRow;
}

/** A milestone may be changed by people who may change its project. */
async function changeMilestone(ctx: ProjectsContext, id: MilestoneId): Promise<MilestoneOfProject> {
  const milestone = await maybeOne(milestoneById(ctx, { id }));
  if (!milestone) throw notFound();
  return { project: await changeProject(ctx, milestone.projectId), milestone };
}

export const milestoneChanger: Rule<ProjectsContext, MilestoneOfProject> = {
  name: 'may change the milestone’s project',
  credentials: 'required',
  authorize: (ctx, { params }) => changeMilestone(ctx, idParam(params)),
};
