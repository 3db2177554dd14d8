import { withTransaction } from '#platform/database/database.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import type { MilestoneId } from '../contract.ts';
import { createMilestones } from '../milestones/write-milestone.ts';
import { makeProjects } from '../project/rules.ts';
import { createProject } from './create-project.ts';

/** Creates a project and its milestones for another module, all or nothing. */
export function startProject(
  ctx: ProjectsContext,
  input: {
    readonly organizationId: OrganizationId;
    readonly name: string;
    readonly key: string;
    readonly startDate: string;
    readonly teamIds: TeamId[];
    readonly milestones: readonly { readonly name: string; readonly date: string | null }[];
  },
): Promise<{ projectId: ProjectId; milestoneIds: MilestoneId[] }> {
  const { organizationId, milestones, ...draft } = input;
  const organization = makeProjects(ctx.scope, organizationId);
  return withTransaction(ctx, async (inTx) => {
    const project = await createProject(inTx, organization, draft);
    const milestoneRows = milestones.length === 0 ? [] : await createMilestones(inTx, project, milestones);
    return { projectId: project.id, milestoneIds: milestoneRows.map(({ id }) => id) };
  });
}
