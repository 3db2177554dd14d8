import { z } from 'zod';
import { organizationMember } from '#platform/http/rules.ts';
import { pageOf, pageQuery } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { type Route, routeOf } from '#platform/http/route.ts';
import { UserId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { Member } from '../contract.ts';
import { type MemberRow, toMember } from '../member/member.ts';
import { memberChanger, memberReader, memberRemover } from '../member/rules.ts';
import { changeMember, MemberChange } from './change-member.ts';
import { Chart, readChart } from './chart.ts';
import { listMembers, MembersQuery } from './list-members.ts';
import { removeMember } from './remove-member.ts';

const route = routeOf<TeamsContext>();
const MemberPage = pageOf(Member);

const show = (row: MemberRow) => reply(toMember(row), { version: row.version });

export const memberRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/members',
    mayBeLate: true,
    summary: 'List the members of the organization',
    rule: organizationMember,
    query: MembersQuery,
    reply: { status: 200, body: MemberPage },
    handle: (ctx, { allowed, query }) => listMembers(ctx, allowed.id, query),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/developers',
    mayBeLate: true,
    summary: 'List members with the position developer',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: MemberPage },
    handle: (ctx, { allowed, query }) => listMembers(ctx, allowed.id, { ...query, position: 'developer' }),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/product-owners',
    mayBeLate: true,
    summary: 'List members with the position product owner',
    rule: organizationMember,
    query: z.strictObject(pageQuery),
    reply: { status: 200, body: MemberPage },
    handle: (ctx, { allowed, query }) => listMembers(ctx, allowed.id, { ...query, position: 'product_owner' }),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/chart',
    mayBeLate: true,
    summary: 'Get the org chart: people, positions, teams',
    rule: organizationMember,
    reply: { status: 200, body: Chart },
    handle: (ctx, { allowed }) => readChart(ctx, allowed),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/members/{userId}',
    summary: 'A member',
    rule: memberReader,
    reply: { status: 200, body: Member },
    handle: async (_ctx, { allowed }) => show(allowed.member),
  }),
  route({
    method: 'patch',
    path: '/organizations/{id}/members/{userId}',
    summary: 'Set a member’s role, position, title or manager',
    rule: memberChanger,
    body: MemberChange,
    reply: { status: 200, body: Member },
    handle: async (ctx, { allowed, body, ifVersion }) => show(await changeMember(ctx, allowed, body, ifVersion)),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/members/{userId}/open-tasks',
    summary: 'Count the open tasks of a member',
    rule: memberRemover,
    reply: { status: 200, body: z.strictObject({ count: z.number().int() }).meta({ id: 'OpenTasks' }) },
    handle: async (ctx, { allowed: { member } }) => ({ count: await ctx.ports.openTasks(ctx, member) }),
  }),
  route({
    method: 'delete',
    path: '/organizations/{id}/members/{userId}',
    summary: 'Remove a member or leave; open tasks go to `reassignTo` or become unassigned',
    rule: memberRemover,
    query: z.strictObject({ reassignTo: UserId.optional() }),
    reply: { status: 204 },
    handle: (ctx, { allowed, query, ifVersion }) => removeMember(ctx, allowed, query.reassignTo ?? null, ifVersion),
  }),
];
