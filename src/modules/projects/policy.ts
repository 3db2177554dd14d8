import type { OrganizationAccess } from '#platform/access/scope.ts';
import type { UserId } from '#platform/ids.ts';

type Organization = Pick<OrganizationAccess, 'isAdmin' | 'role'>;

/** Members create projects unless a setting forbids it; owners and admins always may. */
export function mayCreateProjects(organization: Pick<OrganizationAccess, 'isAdmin' | 'directory'>): boolean {
  return organization.isAdmin || organization.directory.membersMakeProjects;
}

/** A project may be changed by the organization's owners and admins and by its lead. */
export function mayChangeProject(
  organization: Organization,
  { leadId }: { readonly leadId: UserId | null },
  userId: UserId | null,
): boolean {
  const isLead = leadId !== null && leadId === userId && organization.role !== 'guest';
  return organization.isAdmin || isLead;
}
