import { z } from 'zod';
import { organizationAdmin, organizationMember, teamAdmin, teamReader } from '#platform/http/rules.ts';
import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { idParam, type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { Team, TeamRole } from '../contract.ts';
import { archiveTeam, changeTeam, TeamChange } from './change-team.ts';
import { createTeam, NewTeam } from './create-team.ts';
import { deleteTeam, restoreTeam } from './delete-team.ts';
import { listTeams, TeamsQuery } from './list-teams.ts';
import { teamMemberRemover, teamMemberSetter, teamOwner, teamRestorer } from './rules.ts';
import { listTeamMembers, removeTeamMember, roleIn, setTeamMember, TeamMember } from './team-members.ts';
import { teamById, type TeamRow, toTeam } from './team.ts';

const route = routeOf<TeamsContext>();
const TeamPage = pageOf(Team);

const showTeam = (row: TeamRow, role: Team['myRole']) => reply(toTeam(row, role), { version: row.version });

export const teamRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/teams',
    summary: 'List the teams I can access in all my organizations',
    rule: signedIn,
    query: TeamsQuery,
    reply: { status: 200, body: TeamPage },
    handle: (ctx, { query }) => {
      const readable = ctx.scope.organizations.flatMap((organization) => organization.readableTeams());
      return listTeams(ctx, readable, query);
    },
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/teams',
    summary: 'List the teams of the organization that I can access',
    rule: organizationMember,
    query: TeamsQuery,
    reply: { status: 200, body: TeamPage },
    handle: (ctx, { allowed, query }) => listTeams(ctx, allowed.readableTeams(), query),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/teams',
    summary: 'Create a team',
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
      const row = await maybeOne(teamById(ctx, { organizationId: allowed.organization.id, id: allowed.team.id }));
      if (!row) throw notFound();
      return reply(toTeam(row, allowed.team.role), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/teams/{id}',
    summary: 'Update a team',
    rule: teamAdmin,
    body: TeamChange,
    reply: { status: 200, body: Team },
    handle: async (ctx, { allowed, body, ifVersion }) =>
      showTeam(await changeTeam(ctx, allowed, body, ifVersion), allowed.team.role),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}',
    summary: 'Delete a team; for 30 days it can be restored with its tasks',
    rule: teamOwner,
    reply: { status: 204 },
    handle: (ctx, { allowed, ifVersion }) => deleteTeam(ctx, allowed, ifVersion),
  }),
  route({
    method: 'post',
    path: '/teams/{id}/archive',
    summary: 'Archive a team',
    rule: teamAdmin,
    reply: { status: 200, body: Team },
    handle: async (ctx, { allowed }) => showTeam(await archiveTeam(ctx, allowed), allowed.team.role),
  }),
  route({
    method: 'post',
    path: '/teams/{id}/restore',
    summary: 'Restore an archived or deleted team',
    rule: teamRestorer,
    reply: { status: 200, body: Team },
    handle: async (ctx, { allowed }) => {
      const row = await restoreTeam(ctx, allowed);
      const { organizationId, id } = row;
      const own =
        ctx.scope.userId === null
          ? undefined
          : await roleIn(ctx, { organizationId, teamId: id, userId: ctx.scope.userId });
      return showTeam(row, own ?? null);
    },
  }),
  route({
    method: 'get',
    path: '/teams/{id}/members',
    summary: 'List the members of a team',
    rule: teamReader,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: pageOf(TeamMember) },
    handle: (ctx, { allowed, query }) => listTeamMembers(ctx, allowed, query),
  }),
  route({
    method: 'put',
    path: '/teams/{id}/members/{userId}',
    summary: 'Add a member to a team or change their role',
    rule: teamMemberSetter,
    body: z.strictObject({ role: TeamRole }),
    reply: { status: 200, body: TeamMember },
    handle: (ctx, { allowed, params, body }) =>
      setTeamMember(ctx, allowed, idParam<UserId>(params, 'userId'), body.role),
  }),
  route({
    method: 'delete',
    path: '/teams/{id}/members/{userId}',
    summary: 'Remove a member from a team, or leave it',
    rule: teamMemberRemover,
    reply: { status: 204 },
    handle: async (ctx, { allowed, params }) => {
      await removeTeamMember(ctx, allowed, idParam<UserId>(params, 'userId'));
    },
  }),
];
