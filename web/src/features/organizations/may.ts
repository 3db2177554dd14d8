import type { Organization, Team } from '../../api/types.ts';

// What to offer, by the roles that come with each object; the server alone decides.

export function isAdmin({ myRole }: Pick<Organization, 'myRole'>): boolean {
  return myRole === 'owner' || myRole === 'admin';
}

export const mayMakeTeams = isAdmin;
export const mayInvite = isAdmin;

/** Those who work in a team move its cards; everyone else only reads it. */
export function mayWorkIn(team: Pick<Team, 'myRole'>, organization: Pick<Organization, 'myRole'> | undefined): boolean {
  return team.myRole !== null || (organization !== undefined && isAdmin(organization));
}
