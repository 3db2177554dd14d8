import type { projectsContract } from '#modules/projects';
import type { teamsContract } from '#modules/teams';
import { userIdOf } from '#platform/context.ts';
import type { EventOf } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { text } from '#platform/texts.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationType } from '../contract.ts';
import { contactOf, dayIn } from '../mail/account-mails.ts';
import { queueMessage } from '../mail/message.ts';
import { addNotification } from './notification.ts';

/** What happens to organizations and projects, and is told to those whom the event names. */
export const belongingEvents = [
  'join-request.created',
  'join-request.decided',
  'invite.declined',
  'organization.deleted',
  'project.update-posted',
  'milestone.near',
] as const;
type Event = EventOf<typeof teamsContract.events & typeof projectsContract.events>;
export type BelongingEvent = Extract<Event, { type: (typeof belongingEvents)[number] }>;
type Of<Type extends BelongingEvent['type']> = Extract<BelongingEvent, { type: Type }>;

interface Notice {
  readonly type: NotificationType;
  readonly facts: Readonly<Record<string, string>>;
  /** Where its mail leads; without one no mail is sent. */
  readonly path?: string;
}

/** Tells the people whom an event of an organization or project concerns. Call it in the transaction that handles it. */
export async function tellOfBelonging(ctx: NotificationsContext, event: BelongingEvent): Promise<void> {
  const { organizationId } = event;
  if (organizationId === null) return;
  switch (event.type) {
    case 'join-request.created': {
      const { adminIds, organizationName: organization, message } = event.payload;
      const notice = { type: 'join-requested', facts: { organization, message }, path: '/members' } as const;
      return tellMembers(ctx, event, organizationId, adminIds, notice);
    }
    case 'join-request.decided':
      return tellAsker(ctx, event, organizationId);
    case 'invite.declined': {
      const { email, organizationName: organization, invitedBy } = event.payload;
      return tellMembers(ctx, event, organizationId, [invitedBy], {
        type: 'invite-declined',
        facts: { email, organization },
      });
    }
    case 'organization.deleted':
      return mailOwners(ctx, event, organizationId);
    case 'project.update-posted': {
      const { name: project, health, excerpt, followerIds, projectId } = event.payload;
      const facts = { project, health, excerpt, projectId };
      return tellMembers(ctx, event, organizationId, followerIds, { type: 'project-update', facts });
    }
    case 'milestone.near': {
      const { name: milestone, projectName: project, date, leadId, projectId } = event.payload;
      const facts = { milestone, project, date, projectId };
      return tellMembers(ctx, event, organizationId, leadId === null ? [] : [leadId], {
        type: 'milestone-near',
        facts,
      });
    }
  }
}

/** Whoever has left since is told nothing more. */
async function tellMembers(
  ctx: NotificationsContext,
  event: BelongingEvent,
  organizationId: OrganizationId,
  userIds: readonly UserId[],
  notice: Notice,
): Promise<void> {
  if (userIds.length === 0) return;
  const members = await ctx.teams.membersOf(ctx, { organizationId, userIds: [...userIds] });
  for (const { userId } of members) await tell(ctx, event, organizationId, userId, notice);
}

/** Who asked may be a member by now, or never become one. */
function tellAsker(
  ctx: NotificationsContext,
  event: Of<'join-request.decided'>,
  organizationId: OrganizationId,
): Promise<void> {
  const { state, userId, organizationName: organization } = event.payload;
  if (state !== 'accepted' && state !== 'declined') return Promise.resolve();
  const type = `join-request-${state}` as const;
  return tell(ctx, event, organizationId, userId, { type, facts: { organization }, path: '/' });
}

async function tell(
  ctx: NotificationsContext,
  event: BelongingEvent,
  organizationId: OrganizationId,
  userId: UserId,
  { type, facts, path }: Notice,
): Promise<void> {
  const actorId = userIdOf(event.actor);
  await addNotification(ctx, { eventId: event.id, organizationId, userId, type, taskId: null, actorId, facts });
  if (path !== undefined) await mail(ctx, event, organizationId, userId, type, { ...facts, path });
}

/** To its owners by mail alone: the organization is in nobody's sight any more. */
async function mailOwners(
  ctx: NotificationsContext,
  event: Of<'organization.deleted'>,
  organizationId: OrganizationId,
): Promise<void> {
  const { name: organization, ownerIds, purgeAt } = event.payload;
  for (const userId of ownerIds) {
    const contact = await contactOf(ctx, userId);
    if (!contact) continue;
    const facts = { organization, date: dayIn(contact, purgeAt), path: '/settings/organizations' };
    await mail(ctx, event, organizationId, userId, 'organization-deleted', facts);
  }
}

async function mail(
  ctx: NotificationsContext,
  event: BelongingEvent,
  organizationId: OrganizationId,
  userId: UserId,
  type: string,
  facts: Readonly<Record<string, string>>,
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
    facts: { ...facts, actor: actor?.name ?? text(contact.locale, 'mail', 'somebody') },
  });
}
