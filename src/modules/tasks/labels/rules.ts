import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { useOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { forbidden } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { mayCreateLabels } from '../policy.ts';

/** @throws DomainError 403 `may-not-make-labels`. */
export function authorizeMakingLabels(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'make labels'> {
  const organization = useOrganization(scope, id);
  if (!mayCreateLabels(organization)) {
    throw forbidden('may-not-make-labels', 'In this organization, only owners and admins can create labels.');
  }
  return authorized<'make labels', OrganizationAccess>(organization);
}

export const labelMaker: Rule<TasksContext, Authorized<OrganizationAccess, 'make labels'>> = {
  name: 'may create labels in the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => authorizeMakingLabels(scope, idParam(params)),
};
