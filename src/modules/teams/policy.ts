import { type Authorized, authorized } from '#platform/access/authorized.ts';
import {
  administerTeam,
  isTeamAdmin,
  type PlaceInTeam,
  readOrganization,
  readTeam,
  secondFactorRequired,
  type TeamInOrganization,
  useOrganization,
} from '#platform/access/rules.ts';
import type { OrganizationAccess, Scope, TeamAccess } from '#platform/access/scope.ts';
import { first } from '#platform/database/query.ts';
import { forbidden, notFound } from '#platform/errors.ts';
import { idParam, type Rule, type RuleRequest } from '#platform/http/route.ts';
import { type OrganizationId, parseId, type TeamId, type UserId } from '#platform/ids.ts';
import type { TeamsContext } from './context.ts';
import { memberOf, type MemberRow } from './members/member.ts';
import { organizationById, type OrganizationRow, ownedOrganization } from './organizations/organization.ts';
import { teamInOrganizations } from './teams/team.ts';

export type Inviting = Authorized<OrganizationAccess, 'invite'>;
/** Somebody's place in an organization, as far as a decision asks for it. */
type Place = Pick<OrganizationAccess, 'id' | 'role' | 'isAdmin'>;
/** The same with their roles in its teams. */
export interface InvitingPlace extends Pick<OrganizationAccess, 'role' | 'isAdmin'> {
  team(id: TeamId): Pick<TeamAccess, 'role'> | undefined;
}

const notAnAdmin = () => forbidden('not-an-admin', 'Only owners and admins of the organization may do that.');

/** The organization itself, for its owners and admins. A guest knows of it, so that this is 403 to them. */
export function changeItself(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'administer'> {
  const organization = readOrganization(scope, id);
  if (!organization.isAdmin) throw notAnAdmin();
  return authorized<'administer', OrganizationAccess>(organization);
}

/** Deleting the organization and handing it over is its owners'. */
export function ownOrganization(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'own'> {
  const organization = readOrganization(scope, id);
  if (organization.role !== 'owner') throw onlyOwners();
  return authorized<'own', OrganizationAccess>(organization);
}

export const onlyOwners = () => forbidden('only-owners', 'Only an owner of the organization may do that.');

export interface RestorableOrganization {
  readonly id: OrganizationId;
}

/** A deleted organization is there for its owners alone, to restore it; to everyone else who was in it, too, it is gone. */
async function restoreOrganization(
  ctx: TeamsContext,
  id: OrganizationId,
): Promise<Authorized<RestorableOrganization, 'restore'>> {
  const live = ctx.scope.organization(id);
  if (live) return authorized<'restore', RestorableOrganization>(ownOrganization(ctx.scope, id));
  const { userId } = ctx.scope;
  const found = userId === null ? undefined : await first(ownedOrganization(ctx, { id, userId }));
  if (!found) throw notFound();
  if (found.requireSecondFactor && !('secondFactor' in ctx.actor && ctx.actor.secondFactor))
    throw secondFactorRequired();
  return authorized<'restore', RestorableOrganization>({ id });
}

/** Owners and admins invite into the organization; only owners make owners; a team's admins invite into that team. */
export function mayInvite<Inviter extends InvitingPlace>(
  organization: Inviter,
  { role, teamId, teamRole }: { role?: unknown; teamId?: unknown; teamRole?: unknown },
): Authorized<Inviter, 'invite'> {
  if (role === 'owner' && organization.role !== 'owner') {
    throw forbidden('only-owners', 'Only an owner can invite another owner.');
  }
  if (organization.isAdmin) return authorized<'invite', Inviter>(organization);
  const id = typeof teamId === 'string' ? parseId<TeamId>(teamId) : null;
  const team = id === null ? undefined : organization.team(id);
  const isPlainRole = role === undefined || role === 'member';
  if (!team || !isTeamAdmin({ organization, team }) || !isPlainRole) {
    throw forbidden('may-not-invite', 'Owners and admins invite; a team’s admins invite members into that team.');
  }
  if (teamRole === 'owner' && team.role !== 'owner') {
    throw forbidden('only-team-owners', 'Only an owner of the team can invite another one.');
  }
  return authorized<'invite', Inviter>(organization);
}

export interface MemberInOrganization {
  readonly organization: Place;
  readonly member: MemberRow;
}

export const notYourOwn = () =>
  forbidden('not-your-own', 'Nobody sets their own role, position, title or manager. Ask another admin.');

/** Owners and admins set role, position, title and manager, nobody their own; only owners make and unmake owners. */
export function mayChangeMember(
  { scope }: TeamsContext,
  organization: Place,
  member: MemberRow,
  change: { readonly role?: unknown },
): Authorized<MemberInOrganization, 'change'> {
  if (!organization.isAdmin) throw notAnAdmin();
  const isUnmade = member.role === 'owner' && change.role !== undefined && change.role !== 'owner';
  // The last owner who would step down is told of that first, behind the lock.
  if (member.userId === scope.userId && !isUnmade) throw notYourOwn();
  if ((isUnmade || (change.role === 'owner' && member.role !== 'owner')) && organization.role !== 'owner') {
    throw forbidden('only-owners', 'Only owners make and unmake owners.');
  }
  return authorized<'change', MemberInOrganization>({ organization, member });
}

/** Owners and admins remove members, only owners an owner; everyone may leave. */
export function mayRemoveMember(
  { scope }: TeamsContext,
  organization: Place,
  member: MemberRow,
): Authorized<MemberInOrganization, 'remove'> {
  const isSelf = member.userId === scope.userId;
  if (!isSelf && !organization.isAdmin) throw notAnAdmin();
  if (!isSelf && member.role === 'owner' && organization.role !== 'owner') throw onlyOwners();
  return authorized<'remove', MemberInOrganization>({ organization, member });
}

/** Handing a team over, and deleting it, is its owners'. */
export function ownTeam(scope: Scope, id: TeamId): Authorized<TeamInOrganization, 'own'> {
  const found = readTeam(scope, id);
  if (!isTeamOwner(found)) throw notATeamOwner();
  return authorized<'own', TeamInOrganization>(found);
}

export function isTeamOwner({ organization, team }: PlaceInTeam): boolean {
  return organization.isAdmin || team.role === 'owner';
}

export interface RestorableTeam {
  readonly organizationId: OrganizationId;
  readonly id: TeamId;
  /** What may be undone: whoever may fetch it from the archive may not undo its deletion. */
  readonly from: 'archive' | 'deletion';
}

/** An archived team is restored by its admins, a deleted one by its owners. */
async function restoreTeam(ctx: TeamsContext, id: TeamId): Promise<Authorized<RestorableTeam, 'restore'>> {
  const live = ctx.scope.team(id);
  if (live) {
    const { team } = administerTeam(ctx.scope, id);
    return authorized<'restore', RestorableTeam>({ organizationId: team.organizationId, id, from: 'archive' });
  }
  const { memberOrganizationIds: organizationIds, userId } = ctx.scope;
  const found = await first(teamInOrganizations(ctx, { id, organizationIds, userId }));
  const organization = found && ctx.scope.organization(found.organizationId);
  if (!found || !organization) throw notFound();
  if (!organization.isAdmin && found.role !== 'owner') throw notATeamOwner();
  return authorized<'restore', RestorableTeam>({ organizationId: found.organizationId, id, from: 'deletion' });
}

/** Admins of a team set its members' roles; only its owners make and unmake owners. */
export function mayGiveTeamRole(
  found: PlaceInTeam,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): void {
  if ((before === 'owner' || after === 'owner') && before !== after && !isTeamOwner(found)) throw notATeamOwner();
}

const notATeamOwner = () => forbidden('not-a-team-owner', 'Only owners of the team may do that.');

/** What a body names, before it is checked: rules come before the check. */
function named({ body }: RuleRequest): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
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
  name: 'owner of the organization, deleted or not',
  credentials: 'required',
  authorize: (ctx, { params }) => restoreOrganization(ctx, idParam(params)),
};

/** The logo of a listed organization is everybody's to see. */
export const logoReader: Rule<TeamsContext, OrganizationRow> = {
  name: 'in the organization, or anyone where it is listed',
  credentials: 'none',
  authorize: async (ctx, { params }) => {
    const row = await first(organizationById(ctx, { id: idParam(params) }));
    if (!row || !(row.listed || ctx.scope.organization(row.id))) throw notFound();
    return row;
  },
};

export const inviter: Rule<TeamsContext, Inviting> = {
  name: 'may invite: organization admin, or admin of the team that the invite is for',
  credentials: 'required',
  authorize: ({ scope }, request) => mayInvite(useOrganization(scope, idParam(request.params)), named(request)),
};

export const inviteLister: Rule<TeamsContext, Inviting> = {
  name: 'may invite: organization admin, or admin of the team that is named',
  credentials: 'required',
  authorize: ({ scope }, { params, query }) =>
    mayInvite(useOrganization(scope, idParam(params)), { teamId: query['teamId'] }),
};

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
  name: 'owner or admin of the organization, not about themselves',
  credentials: 'required',
  authorize: async (ctx, request) => {
    const organization = useOrganization(ctx.scope, idParam(request.params));
    const member = await findMember(ctx, organization, idParam<UserId>(request.params, 'userId'));
    return mayChangeMember(ctx, organization, member, named(request));
  },
};
/** To a guest the others are not there; their own place is. */
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

export const teamOwner: Rule<TeamsContext, Authorized<TeamInOrganization, 'own'>> = {
  name: 'owner of the team, or owner or admin of the organization',
  credentials: 'required',
  authorize: ({ scope }, { params }) => ownTeam(scope, idParam(params)),
};
export const teamRestorer: Rule<TeamsContext, Authorized<RestorableTeam, 'restore'>> = {
  name: 'owner or admin of the team; where it is deleted, its owner',
  credentials: 'required',
  authorize: (ctx, { params }) => restoreTeam(ctx, idParam(params)),
};
export const teamMemberSetter: Rule<TeamsContext, Authorized<TeamInOrganization, 'administer'>> = {
  name: 'owner or admin of the team; an owner is made by owners',
  credentials: 'required',
  authorize: ({ scope }, request) => {
    const found = administerTeam(scope, idParam(request.params));
    mayGiveTeamRole(found, { before: null, after: named(request)['role'] });
    return found;
  },
};
/** Everyone may leave a team that they are in. */
export const teamMemberRemover: Rule<TeamsContext, Authorized<TeamInOrganization, 'administer'>> = {
  name: 'owner or admin of the team, or oneself',
  credentials: 'required',
  authorize: ({ scope }, { params }) => {
    const id = idParam<TeamId>(params);
    const found = readTeam(scope, id);
    const isSelf = found.team.role !== null && idParam<UserId>(params, 'userId') === scope.userId;
    return isSelf ? authorized<'administer', TeamInOrganization>(found) : administerTeam(scope, id);
  },
};
