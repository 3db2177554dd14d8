import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { maybeOne } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import type { ProjectsContext } from '../context.ts';
import { mayChangeProject, mayCreateProjects } from '../policy.ts';
import { projectInScope, type ProjectRow, projectToRestore, scopeArguments } from './project.ts';

export function makeProjects(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'make projects'> {
  const organization = useOrganization(scope, id);
  if (!mayCreateProjects(organization)) {
    throw forbidden('may-not-make-projects', 'In this organization, only owners and admins can create projects.');
  }
  return authorized<'make projects', OrganizationAccess>(organization);
}

/**
 * The project, read through the scope.
 * @throws DomainError 404 outside the scope.
 */
export async function readProject(
  ctx: ProjectsContext,
  id: ProjectId,
  organizationId?: OrganizationId,
): Promise<Authorized<ProjectRow, 'read'>> {
  const row = await maybeOne(projectInScope(ctx, { id, ...scopeArguments(ctx.scope) }));
  if (!row || (organizationId !== undefined && row.organizationId !== organizationId)) throw notFound();
  return authorized<'read', ProjectRow>(row);
}

export async function changeProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'change'>> {
  return authorizeChange(ctx, await readProject(ctx, id));
}

/**
 * A soft-deleted project, for people who may change it.
 * @throws DomainError 404 for guests.
 */
async function restoreProject(ctx: ProjectsContext, id: ProjectId): Promise<Authorized<ProjectRow, 'change'>> {
  const row = await maybeOne(projectToRestore(ctx, { id, organizationIds: ctx.scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return authorizeChange(ctx, row);
}

function authorizeChange(ctx: ProjectsContext, row: ProjectRow): Authorized<ProjectRow, 'change'> {
  const organization = ctx.scope.organization(row.organizationId);
  if (!organization) throw notFound();
  if (!mayChangeProject(organization, row, userIdOf(ctx.actor))) {
    throw forbidden(
      'may-not-change-project',
      'Only the project’s lead and the organization’s owners and admins can change it.',
    );
  }
  return authorized<'change', ProjectRow>(row);
}

export const projectCreator: Rule<ProjectsContext, Authorized<OrganizationAccess, 'make projects'>> = {
  name: 'may create projects in the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => makeProjects(scope, idParam(params)),
};
export const projectReader: Rule<ProjectsContext, Authorized<ProjectRow, 'read'>> = {
  name: 'can see the project',
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
