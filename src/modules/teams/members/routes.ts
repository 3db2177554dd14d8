import { organizationMember } from '#platform/access/rules.ts';
import { pageOf } from '#platform/http/pagination.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import type { TeamsContext } from '../context.ts';
import { listMembers, Member, MembersQuery } from './list-members.ts';

const route = routeOf<TeamsContext>();

export const memberRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/members',
    summary: 'Members of the organization',
    rule: organizationMember,
    query: MembersQuery,
    reply: { status: 200, body: pageOf(Member) },
    handle: (ctx, { allowed, query }) => listMembers(ctx, allowed.id, query),
  }),
];
