import type { projectsContract } from '#modules/projects';
import type { teamsContract } from '#modules/teams';
import { userIdOf } from '#platform/context.ts';
import type { EventOf } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId, UserId } from '#platform/ids.ts';
import { contactOf, dayIn } from '../contacts.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationType } from '../contract.ts';
import { queueMessage } from '../mail/message.ts';
import { text } from '../texts.ts';
import { linkOf } from './link.ts';
import { addNotification } from './notification.ts';

/** Events of organizations and projects that notify the people named in them. */
export const membershipEvents = [
  'join-request.created',
  'join-request.decided',
  'invite.declined',
  'organization.deleted',
  'project.update-posted',
  'milestone.near',
] as const;
type Event = EventOf<typeof teamsContract.events & typeof projectsContract.events>;
export type MembershipEvent = Extract<Event, { type: (typeof membershipEvents)[number] }>;
type Of<Type extends MembershipEvent['type']> = Extract<MembershipEvent, { type: Type }>;

interface Notice {
  readonly type: NotificationType;
  readonly textParams: Readonly<Record<string, string>>;
  readonly byMail?: boolean;
}

/**
 * Notifies the people affected by an event of an organization or project. Call it in the transaction that handles it.
 */
export async function notifyMembershipChange(ctx: NotificationsContext, event: MembershipEvent): Promise<void> {
  const { organizationId } = event;
  if (organizationId === null) return;
  switch (event.type) {
    case 'join-request.created': {
      const { adminIds, organizationName: organization, message } = event.payload;
      const notice = { type: 'join-requested', textParams: { organization, message }, byMail: true } as const;
      return notifyMembers(
        ctx,
        event,
        organizationId,
        adminIds,
        notice,
        ({ role }) => role === 'owner' || role === 'admin',
      );
    }
    case 'join-request.decided':
      return notifyRequester(ctx, event, organizationId);
    case 'invite.declined': {
      const { email, organizationName: organization, invitedBy } = event.payload;
      const notice = { type: 'invite-declined', textParams: { email, organization } } as const;
      return notifyMembers(ctx, event, organizationId, [invitedBy], notice, ({ role }) => role !== 'guest');
    }
    case 'organization.deleted':
      return mailOwners(ctx, event, organizationId);
    case 'project.update-posted': {
      const { name: project, health, excerpt, followerIds, projectId } = event.payload;
      const notice = { type: 'project-update', textParams: { project, health, excerpt, projectId } } as const;
      return notifyMembers(ctx, event, organizationId, followerIds, notice, seesProject(ctx, projectId));
    }
    case 'milestone.near': {
      const { name: milestone, projectName: project, date, leadId, projectId } = event.payload;
      const notice = { type: 'milestone-near', textParams: { milestone, project, date, projectId } } as const;
      return notifyMembers(
        ctx,
        event,
        organizationId,
        leadId === null ? [] : [leadId],
        notice,
        seesProject(ctx, projectId),
      );
    }
  }
}

type Member = Awaited<ReturnType<NotificationsContext['teams']['membersOf']>>[number];

/** Members see every project; guests see the projects they were added to. */
function seesProject(ctx: NotificationsContext, projectId: ProjectId) {
  return async ({ userId, role }: Member): Promise<boolean> => {
    if (role !== 'guest') return true;
    const scope = await ctx.scopeOf({ kind: 'job', name: 'tell of belonging', userId });
    return scope.guestProjectIds.includes(projectId);
  };
}

/** Skips people who have left since, or may no longer see the subject. */
async function notifyMembers(
  ctx: NotificationsContext,
  event: MembershipEvent,
  organizationId: OrganizationId,
  userIds: readonly UserId[],
  notice: Notice,
  isRecipient: (member: Member) => boolean | Promise<boolean>,
): Promise<void> {
  if (userIds.length === 0) return;
  for (const member of await ctx.teams.membersOf(ctx, { organizationId, userIds: [...userIds] })) {
    if (await isRecipient(member)) await notifyMember(ctx, event, organizationId, member.userId, notice);
  }
}

/** The requester may be a member by now, or not. */
function notifyRequester(
  ctx: NotificationsContext,
  event: Of<'join-request.decided'>,
  organizationId: OrganizationId,
): Promise<void> {
  const { state, userId, organizationName: organization } = event.payload;
  if (state !== 'accepted' && state !== 'declined') return Promise.resolve();
  const type = `join-request-${state}` as const;
  return notifyMember(ctx, event, organizationId, userId, { type, textParams: { organization }, byMail: true });
}

async function notifyMember(
  ctx: NotificationsContext,
  event: MembershipEvent,
  organizationId: OrganizationId,
  userId: UserId,
  { type, textParams, byMail = false }: Notice,
): Promise<void> {
  const actorId = userIdOf(event.actor);
  await addNotification(ctx, { eventId: event.id, organizationId, userId, type, taskId: null, actorId, textParams });
  const path = linkOf(type, { organizationId, taskId: null, textParams });
  if (byMail) await mail(ctx, event, organizationId, userId, type, { ...textParams, path });
}

/** Notifies owners by mail only: the deleted organization no longer appears in the app. */
async function mailOwners(
  ctx: NotificationsContext,
  event: Of<'organization.deleted'>,
  organizationId: OrganizationId,
): Promise<void> {
  const { name: organization, ownerIds, purgeAt } = event.payload;
  for (const userId of ownerIds) {
    const contact = await contactOf(ctx, userId);
    if (!contact) continue;
    const textParams = { organization, date: dayIn(contact, purgeAt), path: '/settings/organizations' };
    await mail(ctx, event, organizationId, userId, 'organization-deleted', textParams);
  }
}

async function mail(
  ctx: NotificationsContext,
  event: MembershipEvent,
  organizationId: OrganizationId,
  userId: UserId,
  type: string,
  textParams: Readonly<Record<string, string>>,
): Promise<void> {
  const contact = await contactOf(ctx, userId);
  if (!contact) return;
  const actorId = userIdOf(event.actor);
  const actor = actorId === null ? undefined : await contactOf(ctx, actorId);
  await queueMessage(ctx, {
    eventId: event.id,
    organizationId,
    type,
    recipient: contact.email,
    userId,
    locale: contact.locale,
    textParams: { ...textParams, actor: actor?.name ?? text(contact.locale, 'mail', 'somebody') },
  });
}
