import { z } from 'zod';
import { organizationAdmin, organizationMember, teamAdmin, teamReader } from '#platform/access/rules.ts';
import { first } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/http/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { TeamAccess } from '#platform/access/scope.ts';
import type { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { TeamRole } from '../contract.ts';
import { createTeam, NewTeam } from './create-team.ts';
import { listTeamMembers, removeTeamMember, setTeamMember, TeamMember } from './team-members.ts';
import { Team, teamById, teamsByIds, toTeam } from './team.ts';

const route = routeOf<TeamsContext>();
const TeamPage = pageOf(Team);

/** The teams of a scope are few and known already: one page holds them. */
async function showTeams(ctx: TeamsContext, teams: readonly TeamAccess[]) {
  const organizationIds = [...new Set(teams.map(({ organizationId }) => organizationId))];
  const rows = await teamsByIds(ctx, { organizationIds, ids: teams.map(({ id }) => id) });
  const roles = new Map(teams.map(({ id, role }) => [id, role]));
  return { items: rows.map((row) => toTeam(row, roles.get(row.id) ?? null)), nextCursor: null };
}

export const teamRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/teams',
    summary: 'Teams that I may read, in every organization of mine',
    rule: signedIn,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: TeamPage },
    handle: (ctx) =>
      showTeams(
        ctx,
        ctx.scope.organizations.flatMap((organization) => organization.readableTeams()),
      ),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/teams',
    summary: 'The organization’s teams that I may read',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: TeamPage },
    handle: (ctx, { allowed }) => showTeams(ctx, allowed.readableTeams()),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/teams',
    summary: 'Make a team',
    rule: organizationAdmin,
    body: NewTeam,
    reply: { status: 201, body: Team },
    handle: async (ctx, { allowed, body }) => {
      const row = await createTeam(ctx, allowed, body);
      return reply(toTeam(row, 'owner'), { version: row.version });
    },
  }),
  route({
    method: 'get',
    path: '/teams/{id}',
    summary: 'A team',
    rule: teamReader,
    reply: { status: 200, body: Team },
    handle: async (ctx, { allowed }) => {
      const row = await first(teamById(ctx, { organizationId: allowed.organization.id, id: allowed.team.id }));
      if (!row) throw notFound();
      return reply(toTeam(row, allowed.team.role), { version: row.version });
    },
  }),
  route({
    method: 'get',
    path: '/teams/{id}/members',
    summary: 'Members of a team',
    rule: teamReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TeamMember) },
    handle: (ctx, { allowed, query }) => listTeamMembers(ctx, allowed, query),
  }),
  route({
    method: 'put',
    path: '/teams/{id}/members/{userId}',
    summary: 'Add somebody to a team, or change their role in it',
    rule: teamAdmin,
    body: z.strictObject({ role: TeamRole }),
    reply: { status: 200, body: TeamMember },
    handle: (ctx, { allowed, params, body }) =>
      setTeamMember(ctx, allowed, idParam<UserId>(params, 'userId'), body.role),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}/members/{userId}',
    summary: 'Take somebody out of a team',
    rule: teamAdmin,
    reply: { status: 204 },
    handle: async (ctx, { allowed, params }) => {
      await removeTeamMember(ctx, allowed, idParam<UserId>(params, 'userId'));
    },
  }),
];
