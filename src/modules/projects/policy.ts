import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/access/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { first } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from './context.ts';
import { projectInScope, type ProjectRow, scopeArguments } from './projects/project.ts';

/** Members make projects unless a setting forbids it; owners and admins always may. */
export function makeProjects(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'make projects'> {
  const organization = useOrganization(scope, id);
  if (!organization.isAdmin && !organization.directory.membersMakeProjects) {
    throw forbidden('may-not-make-projects', 'In this organization only owners and admins make projects.');
  }
  return authorized<'make projects', OrganizationAccess>(organization);
}

/** Fetched through the scope: what is not in it is not there. */
export async function readProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'read'>> {
  const row = await first(projectInScope(ctx, { id, ...scopeArguments(ctx.scope) }));
  if (!row) throw notFound();
  return authorized<'read', ProjectRow>(row);
}

/** A project is changed by the organization's owners and admins and by its lead. */
export async function changeProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'change'>> {
  const row = await readProject(ctx, id);
  const organization = ctx.scope.organization(row.organizationId);
  if (!organization || organization.role === 'guest') throw forbidden();
  const userId = userIdOf(ctx.actor);
  if (!organization.isAdmin && row.leadId !== userId) {
    throw forbidden('may-not-change-project', 'The project’s lead and the organization’s owners and admins change it.');
  }
  return authorized<'change', ProjectRow>(row);
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
export const projectChanger: Rule<ProjectsContext, Authorized<ProjectRow, 'change'>> = {
  name: 'lead of the project, or owner or admin of the organization',
  credentials: 'required',
  authorize: (ctx, { params }) => changeProject(ctx, idParam(params)),
};
