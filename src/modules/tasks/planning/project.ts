import { type Authorized, authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';

/** A project for planning, with those teams whose tasks the caller may read. */
export interface ProjectInScope {
  readonly id: ProjectId;
  readonly organizationId: OrganizationId;
  readonly startDate: string | null;
  readonly targetDate: string | null;
  readonly teamIds: readonly TeamId[];
}

/** The project in the path, if the caller sees it: members see all projects, guests those they were added to. */
export const projectPlanReader: Rule<TasksContext, Authorized<ProjectInScope, 'read'>> = {
  name: 'can see the project',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const project = await projectInScope(ctx, idParam(params));
    if (!project) throw notFound();
    return project;
  },
};

/** A project that the caller sees, or undefined. */
export async function projectInScope(
  ctx: TasksContext,
  projectId: ProjectId,
): Promise<Authorized<ProjectInScope, 'read'> | undefined> {
  const project = await ctx.projects.project(ctx, { projectId });
  const organization = project ? ctx.scope.organization(project.organizationId) : undefined;
  if (!project || !organization || !sees(organization, project.id)) return undefined;
  const { id, organizationId, startDate, targetDate } = project;
  const teamIds = readableTeamIds(organization);
  return authorized<'read', ProjectInScope>({ id, organizationId, startDate, targetDate, teamIds });
}

/** Guests see all tasks of their projects, in any team. */
function readableTeamIds(organization: OrganizationAccess): TeamId[] {
  if (organization.role === 'guest') return [...organization.directory.teams.keys()];
  return organization.readableTeams().map(({ id }) => id);
}

function sees(organization: OrganizationAccess, id: ProjectId): boolean {
  return organization.role !== 'guest' || organization.guestProjectIds.includes(id);
}
