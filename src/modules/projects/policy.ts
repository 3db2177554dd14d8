import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/access/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { first } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from './context.ts';
import type { MilestoneId } from './contract.ts';
import { milestoneById, type MilestoneRow } from './milestones/milestone.ts';
import { projectInScope, type ProjectRow, projectToRestore, scopeArguments } from './projects/project.ts';

/** Members make projects unless a setting forbids it; owners and admins always may. */
export function makeProjects(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'make projects'> {
  const organization = useOrganization(scope, id);
  if (!organization.isAdmin && !organization.directory.membersMakeProjects) {
    throw forbidden('may-not-make-projects', 'In this organization only owners and admins make projects.');
  }
  return authorized<'make projects', OrganizationAccess>(organization);
}

/** Fetched through the scope: what is not in it is not there. */
export async function readProject(
  ctx: ProjectsContext,
  id: ProjectId,
  organizationId?: OrganizationId,
): Promise<Authorized<ProjectRow, 'read'>> {
  const row = await first(projectInScope(ctx, { id, ...scopeArguments(ctx.scope) }));
  if (!row || (organizationId !== undefined && row.organizationId !== organizationId)) throw notFound();
  return authorized<'read', ProjectRow>(row);
}

/** A project is changed by the organization's owners and admins and by its lead. */
export async function changeProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'change'>> {
  return mayChange(ctx, await readProject(ctx, id));
}

/** The same for one that was deleted, as long as it may be restored. To guests it is gone. */
export async function restoreProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'change'>> {
  const row = await first(projectToRestore(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return mayChange(ctx, row);
}

function mayChange(ctx: ProjectsContext, row: ProjectRow): Authorized<ProjectRow, 'change'> {
  const organization = ctx.scope.organization(row.organizationId);
  if (!organization) throw notFound();
  const isLead = row.leadId !== null && row.leadId === userIdOf(ctx.actor) && organization.role !== 'guest';
  if (!organization.isAdmin && !isLead) {
    throw forbidden('may-not-change-project', 'The project’s lead and the organization’s owners and admins change it.');
  }
  return authorized<'change', ProjectRow>(row);
}

export interface MilestoneOfProject {
  readonly project: Authorized<ProjectRow, 'change'>;
  readonly milestone: MilestoneRow;
}

/** A milestone is changed by whoever changes its project. */
async function changeMilestone(ctx: ProjectsContext, id: MilestoneId): Promise<MilestoneOfProject> {
  const milestone = await first(milestoneById(ctx, { id }));
  if (!milestone) throw notFound();
  return { project: await changeProject(ctx, milestone.projectId), milestone };
}

export const projectMaker: Rule<ProjectsContext, Authorized<OrganizationAccess, 'make projects'>> = {
  name: 'may make projects in the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => makeProjects(scope, idParam(params)),
};
export const projectReader: Rule<ProjectsContext, Authorized<ProjectRow, 'read'>> = {
  name: 'sees the project',
  credentials: 'required',
  authorize: (ctx, { params }) => readProject(ctx, idParam(params)),
};
const changers = 'lead of the project, or owner or admin of the organization';
export const projectChanger: Rule<ProjectsContext, Authorized<ProjectRow, 'change'>> = {
  name: changers,
  credentials: 'required',
  authorize: (ctx, { params }) => changeProject(ctx, idParam(params)),
};
export const projectRestorer: Rule<ProjectsContext, Authorized<ProjectRow, 'change'>> = {
  name: changers,
  credentials: 'required',
  authorize: (ctx, { params }) => restoreProject(ctx, idParam(params)),
};
export const milestoneChanger: Rule<ProjectsContext, MilestoneOfProject> = {
  name: 'may change the milestone’s project',
  credentials: 'required',
  authorize: (ctx, { params }) => changeMilestone(ctx, idParam(params)),
};
