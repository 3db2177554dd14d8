import type { AskedPermissions, ProjectPermissions } from '#modules/teams';
import { allows, allowsAsync } from '#platform/access/authorized.ts';
import type { ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from './context.ts';
import { changeProject, makeProjects, readProject } from './project/rules.ts';

/** The scope's permissions for projects. Each one comes from the policy that the routes use. */
export async function permissions(
  ctx: ProjectsContext,
  { organizationId, projectId }: AskedPermissions,
): Promise<ProjectPermissions> {
  return {
    makeProjects: allows(() => makeProjects(ctx.scope, organizationId)),
    project: projectId === null ? null : await inProject(ctx, organizationId, projectId),
  };
}

async function inProject(
  ctx: ProjectsContext,
  organizationId: AskedPermissions['organizationId'],
  projectId: ProjectId,
): Promise<ProjectPermissions['project']> {
  if (!(await allowsAsync(() => readProject(ctx, projectId, organizationId)))) return null;
  const change = await allowsAsync(() => changeProject(ctx, projectId));
  return { projectId, change, postUpdate: change, delete: change };
}
