import { z } from 'zod';
import { organizationAdmin } from '#platform/http/rules.ts';
import { maybeOne } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { idParam, type Route, routeOf, type Rule } from '#platform/http/route.ts';
import type { TeamsContext } from '../context.ts';
import type { JoinRequestId } from '../contract.ts';
import { organizationById, type OrganizationRow } from '../organization/organization.ts';
import { askToJoin, decide, NewJoinRequest } from './ask-to-join.ts';
import {
  type FoundJoinRequest,
  JoinRequest,
  joinRequestById,
  JoinRequestsQuery,
  listJoinRequests,
  showJoinRequest,
} from './join-request.ts';

const route = routeOf<TeamsContext>();

/** For outsiders an unlisted organization is 404. */
const asker: Rule<TeamsContext, OrganizationRow> = {
  name: 'signed in; the organization is listed',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await maybeOne(organizationById(ctx, { id: idParam(params) }));
    if (!row || !(row.listed || ctx.scope.organization(row.id))) throw notFound();
    return row;
  },
};

const findRequest = async (ctx: TeamsContext, id: JoinRequestId): Promise<FoundJoinRequest> => {
  const row = await maybeOne(joinRequestById(ctx, { id }));
  if (!row) throw notFound();
  return row;
};

const decider: Rule<TeamsContext, FoundJoinRequest> = {
  name: 'owner or admin of the request’s organization',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findRequest(ctx, idParam(params));
    if (!ctx.scope.organization(row.organizationId)?.isAdmin) throw notFound();
    return row;
  },
};
const own: Rule<TeamsContext, FoundJoinRequest> = {
  name: 'requester',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const row = await findRequest(ctx, idParam(params));
    if (row.userId !== ctx.scope.userId) throw notFound();
    return row;
  },
};

export const joinRequestRoutes: Route<TeamsContext>[] = [
  route({
    method: 'post',
    path: '/organizations/{id}/join-requests',
    summary: 'Ask to join a listed organization',
    rule: asker,
    limit: 'mail',
    body: NewJoinRequest,
    reply: { status: 201, body: JoinRequest },
    handle: async (ctx, { allowed, body }) => showJoinRequest(ctx, await askToJoin(ctx, allowed, body.message ?? '')),
  }),
  route({
    method: 'get',
    path: '/organizations/{id}/join-requests',
    summary: 'List join requests, newest first',
    rule: organizationAdmin,
    query: JoinRequestsQuery,
    reply: { status: 200, body: pageOf(JoinRequest) },
    handle: (ctx, { allowed, query }) => listJoinRequests(ctx, allowed.id, query),
  }),
  route({
    method: 'post',
    path: '/join-requests/{id}/accept',
    summary: 'Accept a join request',
    rule: decider,
    body: z.strictObject({ role: z.enum(['member', 'guest']).optional() }),
    reply: { status: 200, body: JoinRequest },
    handle: async (ctx, { allowed, body }) =>
      showJoinRequest(ctx, await decide(ctx, allowed, 'accepted', body.role ?? 'member')),
  }),
  route({
    method: 'post',
    path: '/join-requests/{id}/decline',
    summary: 'Decline a join request',
    rule: decider,
    reply: { status: 200, body: JoinRequest },
    handle: async (ctx, { allowed }) => showJoinRequest(ctx, await decide(ctx, allowed, 'declined')),
  }),
  route({
    method: 'delete',
    path: '/join-requests/{id}',
    summary: 'Withdraw my join request',
    rule: own,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      await decide(ctx, allowed, 'withdrawn');
    },
  }),
];
