import { z } from 'zod';
import { allows } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { maybeOne } from '#platform/database/query.ts';
import { conflict, notFound, unauthenticated } from '#platform/errors.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { anyone, idParam, type Route, routeOf, signedIn } from '#platform/http/route.ts';
import type { Rule } from '#platform/http/route.ts';
import { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TeamsContext } from '../context.ts';
import { type InviteId, OrganizationRole } from '../contract.ts';
import { acceptInvite, declineInvite, resendInvite, revokeInvite } from './answer-invite.ts';
import { createInvite, createInvites, NewInvites } from './create-invite.ts';
import { Invite, inviteById, inviteUrl, isOpen, type OpenInvite, useInvite } from './invite.ts';
import { InvitedLine } from './lines.ts';
import { InvitesQuery, listInvites } from './list-invites.ts';
import { inviteLister, inviter, mayInvite } from './rules.ts';

const route = routeOf<TeamsContext>();
const InvitedLines = z.strictObject({ items: z.array(InvitedLine) }).meta({ id: 'InvitedLines' });
const InviteToken = z.strictObject({ token: z.string().max(200) });

/** An invite, and the caller's membership of its organization. */
interface SeenInvite {
  readonly row: OpenInvite;
  readonly organization: OrganizationAccess;
}

/**
 * The invite, for callers who may invite into the same organization or team.
 * @throws DomainError 404 for everyone else.
 */
async function findInviteOf(ctx: TeamsContext, id: InviteId): Promise<SeenInvite> {
  const row = await maybeOne(inviteById(ctx, { id }));
  const organization = row && ctx.scope.organization(row.organizationId);
  const isSeen =
    organization && organization.role !== 'guest' && allows(() => mayInvite(organization, { teamId: row.teamId }));
  if (!row || !isSeen) throw notFound();
  return { row, organization };
}

/** Sending again reveals the link, which grants access: only for callers who could create the same invite. */
const inviteSender: Rule<TeamsContext, OpenInvite> = {
  name: 'may send the same invite: owner or admin of its organization or team',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const { row, organization } = await findInviteOf(ctx, idParam<InviteId>(params));
    mayInvite(organization, row);
    return row;
  },
};
const inviteRevoker: Rule<TeamsContext, OpenInvite> = {
  name: 'owner or admin of the invite’s organization, or may send the same invite',
  credentials: 'required',
  authorize: async (ctx, { params }) => {
    const { row, organization } = await findInviteOf(ctx, idParam<InviteId>(params));
    if (!organization.isAdmin) mayInvite(organization, row);
    return row;
  },
};

export const inviteRoutes: Route<TeamsContext>[] = [
  route({
    method: 'get',
    path: '/organizations/{id}/invites',
    summary: 'List pending invitations',
    rule: inviteLister,
    query: InvitesQuery,
    reply: { status: 200, body: pageOf(Invite) },
    handle: (ctx, { allowed, query }) => listInvites(ctx, allowed.id, query),
  }),
  route({
    method: 'post',
    path: '/organizations/{id}/invites',
    summary: 'Invite someone by email, or several people with `lines`',
    rule: inviter,
    limit: 'mail',
    body: NewInvites,
    reply: { status: 201, body: Invite, description: 'The invitation of one address.' },
    otherReplies: { 200: InvitedLines },
    handle: async (ctx, { allowed, body: { email, lines = '', ...terms } }) => {
      if (email !== undefined) return createInvite(ctx, allowed, email, terms);
      return reply({ items: await createInvites(ctx, allowed, lines, terms) }, { status: 200 });
    },
  }),
  route({
    method: 'delete',
    path: '/invites/{id}',
    summary: 'Revoke an invitation',
    rule: inviteRevoker,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => revokeInvite(ctx, allowed),
  }),
  route({
    method: 'post',
    path: '/invites/{id}/resend',
    summary: 'Send an invitation again; extends it by 7 days',
    rule: inviteSender,
    limit: 'mail',
    reply: { status: 200, body: Invite },
    handle: (ctx, { allowed }) => resendInvite(ctx, allowed),
  }),
  route({
    method: 'post',
    path: '/invites/{id}/link',
    summary: 'Create an invitation link to share; unlike the emailed link it doesn’t confirm the address',
    rule: inviteSender,
    repeatable: false,
    tokenScope: null,
    reply: { status: 200, body: z.strictObject({ url: z.string() }).meta({ id: 'InviteLink' }) },
    handle: async (ctx, { allowed }) => {
      if (!isOpen(allowed, ctx.clock.now()))
        throw conflict('invite-expired', 'This invitation is no longer valid. Invite the person again.');
      return { url: inviteUrl(ctx, allowed, 'shown') };
    },
  }),
  route({
    method: 'post',
    path: '/invites/preview',
    summary: 'Preview an invitation',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: InviteToken,
    reply: {
      status: 200,
      body: z
        .strictObject({
          organizationName: z.string(),
          email: z.string(),
          role: OrganizationRole,
          teamId: TeamId.nullable(),
          invitedBy: z.string().nullable(),
          expiresAt: z.iso.datetime(),
        })
        .meta({ id: 'InvitePreview' }),
    },
    handle: async (ctx, { body }) => {
      const row = await useInvite(ctx, body.token);
      const creator = (await ctx.people.byIds([row.createdBy])).get(row.createdBy);
      const { organizationName, email, role, teamId, expiresAt } = row;
      return { organizationName, email, role, teamId, expiresAt, invitedBy: creator?.name ?? null };
    },
  }),
  route({
    method: 'post',
    path: '/invites/accept',
    summary: 'Accept an invitation',
    rule: signedIn,
    repeatable: false,
    body: InviteToken,
    reply: { status: 200, body: z.strictObject({ organizationId: OrganizationId }).meta({ id: 'InviteAccepted' }) },
    handle: async (ctx, { body }) => {
      const userId = userIdOf(ctx.actor);
      if (userId === null) throw unauthenticated();
      return { organizationId: await acceptInvite(ctx, body.token, userId) };
    },
  }),
  route({
    method: 'post',
    path: '/invites/decline',
    summary: 'Decline an invitation; requires only its link',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: InviteToken,
    reply: { status: 204 },
    handle: (ctx, { body }) => declineInvite(ctx, body.token),
  }),
];
