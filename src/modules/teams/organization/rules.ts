import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { readOrganization, secondFactorRequired } from '#platform/http/rules.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { maybeOne } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { organizationById, type OrganizationRow, ownedOrganization } from './organization.ts';

export const notAnAdmin = () => forbidden('not-an-admin', 'Only owners and admins of the organization can do this.');
export const onlyOwners = () => forbidden('only-owners', 'Only owners of the organization can do this.');

/**
 * The organization, for its owners and admins.
 * @throws DomainError 403 for everyone else in it, guests included.
 */
export function changeItself(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'administer'> {
  const organization = readOrganization(scope, id);
  if (!organization.isAdmin) throw notAnAdmin();
  return authorized<'administer', OrganizationAccess>(organization);
}

/** The organization, for its owners: to delete it or transfer its ownership. */
export function ownOrganization(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'own'> {
  const organization = readOrganization(scope, id);
  if (organization.role !== 'owner') throw onlyOwners();
  return authorized<'own', OrganizationAccess>(organization);
}

export interface RestorableOrganization {
  readonly id: OrganizationId;
}

/**
 * A deleted organization, for its owners, who can restore it.
 * @throws DomainError 404 for everyone else.
 */
async function restoreOrganization(
  ctx: TeamsContext,
  id: OrganizationId,
): Promise<Authorized<RestorableOrganization, 'restore'>> {
  const live = ctx.scope.organization(id);
  if (live) return authorized<'restore', RestorableOrganization>(ownOrganization(ctx.scope, id));
  const { userId } = ctx.scope;
  const teamInOrganization = userId === null ? undefined : await maybeOne(ownedOrganization(ctx, { id, userId }));
  if (!teamInOrganization) throw notFound();
  if (teamInOrganization.requireSecondFactor && !('secondFactor' in ctx.actor && ctx.actor.secondFactor))
    throw secondFactorRequired();
  return authorized<'restore', RestorableOrganization>({ id });
}

export const organizationChanger: Rule<TeamsContext, Authorized<OrganizationAccess, 'administer'>> = {
  name: 'owner or admin of the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => changeItself(scope, idParam(params)),
};
export const organizationOwner: Rule<TeamsContext, Authorized<OrganizationAccess, 'own'>> = {
  name: 'owner of the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => ownOrganization(scope, idParam(params)),
};

export const organizationRestorer: Rule<TeamsContext, Authorized<RestorableOrganization, 'restore'>> = {
  name: 'owner of the organization, also if it is deleted',
  credentials: 'required',
  authorize: (ctx, { params }) => restoreOrganization(ctx, idParam(params)),
};

/** The logo of a listed organization is public. */
export const logoReader: Rule<TeamsContext, OrganizationRow> = {
  name: 'member or guest of the organization; anyone if it is listed',
  credentials: 'none',
  authorize: async (ctx, { params }) => {
    const row = await maybeOne(organizationById(ctx, { id: idParam(params) }));
    if (!row || !(row.listed || ctx.scope.organization(row.id))) throw notFound();
    return row;
  },
};
