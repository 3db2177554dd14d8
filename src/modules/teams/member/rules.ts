import { type Authorized, authorized } from '#platform/access/authorized.ts';
import { readOrganization, useOrganization } from '#platform/http/rules.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { namedFields } from '../named-fields.ts';
import { notAnAdmin, onlyOwners } from '../organization/rules.ts';
import { refuseMemberChange, refuseMemberRemoval } from '../policy.ts';
import { memberOf, type MemberRow } from './member.ts';

type OwnRole = Pick<OrganizationAccess, 'id' | 'role' | 'isAdmin'>;

export interface MemberInOrganization {
  readonly organization: OwnRole;
  readonly member: MemberRow;
}

export const notYourOwn = () =>
  forbidden('not-your-own', 'You can’t change your own role, position, title or manager. Ask another admin.');

/** @throws DomainError 403 with the policy's reason. */
export function mayChangeMember(
  { scope }: TeamsContext,
  organization: OwnRole,
  member: MemberRow,
  change: { readonly role?: unknown },
): Authorized<MemberInOrganization, 'change'> {
  const isSelf = member.userId === scope.userId;
  const reason = refuseMemberChange(organization, { role: member.role, isSelf }, change);
  if (reason === 'not-an-admin') throw notAnAdmin();
  if (reason === 'not-your-own') throw notYourOwn();
  if (reason === 'only-owners') throw forbidden('only-owners', 'Only owners can add and remove owners.');
  return authorized<'change', MemberInOrganization>({ organization, member });
}

/** @throws DomainError 403 with the policy's reason. */
export function mayRemoveMember(
  { scope }: TeamsContext,
  organization: OwnRole,
  member: MemberRow,
): Authorized<MemberInOrganization, 'remove'> {
  const isSelf = member.userId === scope.userId;
  const reason = refuseMemberRemoval(organization, { role: member.role, isSelf });
  if (reason === 'not-an-admin') throw notAnAdmin();
  if (reason === 'only-owners') throw onlyOwners();
  return authorized<'remove', MemberInOrganization>({ organization, member });
}

const findMember = async (ctx: TeamsContext, organization: OrganizationAccess, userId: UserId): Promise<MemberRow> => {
  const member = await memberOf(ctx, organization.id, userId);
  if (!member) throw notFound();
  return member;
};

export const memberReader: Rule<TeamsContext, Authorized<MemberInOrganization, 'read'>> = {
  name: 'member of the organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const organization = useOrganization(ctx.scope, idParam(params));
    const member = await findMember(ctx, organization, idParam<UserId>(params, 'userId'));
    return authorized<'read', MemberInOrganization>({ organization, member });
  },
};
export const memberChanger: Rule<TeamsContext, Authorized<MemberInOrganization, 'change'>> = {
  name: 'owner or admin of the organization, but not for oneself',
  credentials: 'required',
  authorize: async (ctx, request) => {
    const organization = useOrganization(ctx.scope, idParam(request.params));
    const member = await findMember(ctx, organization, idParam<UserId>(request.params, 'userId'));
    return mayChangeMember(ctx, organization, member, namedFields(request));
  },
};
/** For a guest the other members are 404; their own membership is visible. */
export const memberRemover: Rule<TeamsContext, Authorized<MemberInOrganization, 'remove'>> = {
  name: 'owner or admin of the organization, or oneself',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const userId = idParam<UserId>(params, 'userId');
    const id = idParam<OrganizationId>(params);
    const organization = userId === ctx.scope.userId ? readOrganization(ctx.scope, id) : useOrganization(ctx.scope, id);
    return mayRemoveMember(ctx, organization, await findMember(ctx, organization, userId));
  },
};
