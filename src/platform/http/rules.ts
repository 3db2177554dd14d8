import type { Actor } from '../context.ts';
import { forbidden, notFound } from '../errors.ts';
import { idParam, type Rule } from './route.ts';
import type { OrganizationId, TeamId } from '../ids.ts';
import { type Authorized, authorized } from '../access/authorized.ts';
import type { OrganizationAccess, Scope, TeamAccess } from '../access/scope.ts';

// Rules that all modules share. Outside the caller's scope is 404; inside it but not allowed is 403.

/** Whether the actor is an instance administrator. A token needs the admin scope as well. */
export function isInstanceAdmin(actor: Actor): boolean {
  if (actor.kind === 'token') return actor.instanceAdmin && actor.scopes.includes('admin');
  return actor.kind === 'user' && actor.instanceAdmin;
}

export const instanceAdmin: Rule<{ readonly actor: Actor }, void> = {
  name: 'instance admin',
  credentials: 'required',
  authorize: ({ actor }) => {
    if (!isInstanceAdmin(actor)) throw forbidden('not-an-admin', 'Only administrators of this server can do this.');
  },
};

interface Scoped {
  readonly scope: Scope;
}

export interface TeamInOrganization {
  readonly organization: OrganizationAccess;
  readonly team: TeamAccess;
}

/**
 * The organization, for everyone in it including guests.
 * @throws DomainError 404 outside the caller's scope.
 */
export function readOrganization(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'read'> {
  const organization = scope.organization(id);
  if (!organization && scope.waiting.some((waiting) => waiting.id === id)) throw secondFactorRequired();
  if (!organization) throw notFound();
  return authorized<'read', OrganizationAccess>(organization);
}

export function secondFactorRequired() {
  return forbidden(
    'second-factor-required',
    'This organization requires two-step sign-in. Set it up in your security settings and sign in with it.',
  );
}

/**
 * The organization, for its members.
 * @throws DomainError 404 for guests.
 */
export function useOrganization(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'use'> {
  const organization = readOrganization(scope, id);
  if (organization.role === 'guest') throw notFound();
  return authorized<'use', OrganizationAccess>(organization);
}

export function administerOrganization(scope: Scope, id: OrganizationId): Authorized<OrganizationAccess, 'administer'> {
  const organization = useOrganization(scope, id);
  if (!organization.isAdmin) throw forbidden('not-an-admin', 'Only owners and admins of the organization can do this.');
  return authorized<'administer', OrganizationAccess>(organization);
}

/**
 * The team, for those who may see its tasks.
 * @throws DomainError 403 for other members of the organization, 404 for all others.
 */
export function readTeam(scope: Scope, id: TeamId): Authorized<TeamInOrganization, 'read'> {
  const teamInOrganization = scope.team(id);
  if (!teamInOrganization) throw notFound();
  if (!teamInOrganization.organization.mayReadTeam(id)) {
    throw forbidden('not-a-team-member', 'Only members can access this team. Ask one of its admins to add you.');
  }
  return authorized<'read', TeamInOrganization>(teamInOrganization);
}

/** The team, for its members, and for owners and admins of the organization. */
export function workInTeam(scope: Scope, id: TeamId): Authorized<TeamInOrganization, 'work'> {
  const teamInOrganization = readTeam(scope, id);
  if (teamInOrganization.team.isArchived) throw forbidden('team-archived', 'This team is archived. Restore it first.');
  if (teamInOrganization.team.role === null && !teamInOrganization.organization.isAdmin) {
    throw forbidden(
      'not-a-team-member',
      'You can read this team, but you are not a member. Ask one of its admins to add you.',
    );
  }
  return authorized<'work', TeamInOrganization>(teamInOrganization);
}

export function administerTeam(scope: Scope, id: TeamId): Authorized<TeamInOrganization, 'administer'> {
  const teamInOrganization = readTeam(scope, id);
  if (!isTeamAdmin(teamInOrganization)) throw notATeamAdmin();
  return authorized<'administer', TeamInOrganization>(teamInOrganization);
}

export const notATeamAdmin = () => forbidden('not-a-team-admin', 'Only owners and admins of the team can do this.');

/** A person's team membership, as far as decisions need it. */
export interface TeamMembership {
  readonly organization: Pick<OrganizationAccess, 'isAdmin'>;
  readonly team: Pick<TeamAccess, 'role'>;
}

export function isTeamAdmin({ organization, team }: TeamMembership): boolean {
  return organization.isAdmin || team.role === 'owner' || team.role === 'admin';
}

const ofOrganization = <Act extends string>(
  name: string,
  decide: (scope: Scope, id: OrganizationId) => Authorized<OrganizationAccess, Act>,
): Rule<Scoped, Authorized<OrganizationAccess, Act>> => ({
  name,
  credentials: 'required',
  authorize: ({ scope }, { params }) => decide(scope, idParam(params)),
});

const ofTeam = <Act extends string>(
  name: string,
  decide: (scope: Scope, id: TeamId) => Authorized<TeamInOrganization, Act>,
): Rule<Scoped, Authorized<TeamInOrganization, Act>> => ({
  name,
  credentials: 'required',
  authorize: ({ scope }, { params }) => decide(scope, idParam(params)),
});

export const organizationReader = ofOrganization('member or guest of the organization', readOrganization);
export const organizationMember = ofOrganization('member of the organization', useOrganization);
export const organizationAdmin = ofOrganization('owner or admin of the organization', administerOrganization);
export const teamReader = ofTeam('may read the team', readTeam);
export const teamWorker = ofTeam('may work in the team', workInTeam);
export const teamAdmin = ofTeam('owner or admin of the team', administerTeam);

/** Everyone in the organization of the reply to be repeated. */
export const shownOrganizationReader: Rule<Scoped, Authorized<OrganizationAccess, 'read'>> = {
  name: 'in the organization that was made',
  credentials: 'required',
  authorize: ({ scope }, { reply }) => readOrganization(scope, shownId(reply)),
};

/** The id of the object in a reply to be repeated. */
export function shownId<Id extends string>(reply: unknown): Id {
  const id = typeof reply === 'object' && reply !== null && 'id' in reply ? String(reply.id) : '';
  return idParam<Id>({ id });
}
