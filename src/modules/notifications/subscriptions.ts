import type { authContract } from '#modules/auth';
import type { tasksContract } from '#modules/tasks';
import type { teamsContract } from '#modules/teams';
import { userIdOf } from '#platform/context.ts';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import { type OrganizationId, type ProjectId, type TeamId, timeOfId, type UserId } from '#platform/ids.ts';
import { contactOf } from './contacts.ts';
import type { NotificationsContext } from './context.ts';
import type { NotificationType, notificationsContract } from './contract.ts';
import { forgetOrganization, forgetPerson } from './inbox/forget.ts';
import { linkOf } from './inbox/link.ts';
import { addNotification } from './inbox/notification.ts';
import { type MembershipEvent, membershipEvents, notifyMembershipChange } from './inbox/notify-membership-change.ts';
import { type AccountEvent, accountEvents, queueAccountMail } from './mail/account-mails.ts';
import { queueMessage } from './mail/message.ts';
import { mailRetry, sendMessage } from './mail/send-message.ts';
import { inbox } from './schema.ts';
import { text } from './texts.ts';

type Event = EventOf<typeof authContract.events & typeof teamsContract.events & typeof tasksContract.events>;
type Of<Type extends string> = Extract<Event, { type: Type }>;
type OwnEvent = EventOf<typeof notificationsContract.events>;

export const subscriptions: Subscription<NotificationsContext>[] = [
  subscription<
    NotificationsContext,
    Of<
      | 'task.assigned'
      | 'task.collaborator-added'
      | 'task.completed'
      | 'user.mentioned'
      | 'comment.created'
      | 'import.finished'
      | 'invite.created'
      | 'invite.resent'
    >
  >({
    name: 'notify',
    events: [
      'task.assigned',
      'task.collaborator-added',
      'task.completed',
      'user.mentioned',
      'comment.created',
      'import.finished',
      'invite.created',
      'invite.resent',
    ],
    once: inbox,
    handle: notify,
  }),
  subscription<NotificationsContext, MembershipEvent>({
    name: 'tell-of-belonging',
    events: membershipEvents,
    once: inbox,
    handle: notifyMembershipChange,
  }),
  subscription<NotificationsContext, Of<'organization.purged' | 'user.deleted'>>({
    name: 'forget',
    events: ['organization.purged', 'user.deleted'],
    once: inbox,
    async handle(ctx, { type, organizationId, payload }) {
      if (type === 'user.deleted') await forgetPerson(ctx, payload);
      else if (organizationId !== null) await forgetOrganization(ctx, { organizationId });
    },
  }),
  subscription<NotificationsContext, AccountEvent>({
    name: 'account-mail',
    events: accountEvents,
    once: inbox,
    handle: queueAccountMail,
  }),
  subscription<NotificationsContext, Extract<OwnEvent, { type: 'message.queued' }>>({
    name: 'send-mail',
    events: ['message.queued'],
    concurrency: 3,
    retry: mailRetry,
    handle: (ctx, event) => sendMessage(ctx, event.payload.messageId),
  }),
];

const quickImportMs = 30_000;

function notify(
  ctx: NotificationsContext,
  event: Parameters<(typeof handlers)[keyof typeof handlers]>[1],
): Promise<void> {
  switch (event.type) {
    case 'task.assigned':
      return handlers.assigned(ctx, event);
    case 'task.collaborator-added':
      return handlers.joined(ctx, event);
    case 'task.completed':
      return handlers.completed(ctx, event);
    case 'user.mentioned':
      return handlers.mentioned(ctx, event);
    case 'comment.created':
      return handlers.commented(ctx, event);
    case 'import.finished':
      return handlers.imported(ctx, event);
    case 'invite.created':
    case 'invite.resent':
      return handlers.invited(ctx, event);
  }
}

const handlers = {
  async assigned(ctx: NotificationsContext, event: Of<'task.assigned'>): Promise<void> {
    const { assigneeId } = event.payload;
    if (assigneeId !== userIdOf(event.actor)) await notifyOfTask(ctx, event, 'task-assigned', assigneeId, true);
  },

  /** Collaborators receive the same notification as assignees. A person who is both gets it as assignee. */
  async joined(ctx: NotificationsContext, event: Of<'task.collaborator-added'>): Promise<void> {
    const { userId, assigneeId } = event.payload;
    if (userId !== userIdOf(event.actor) && userId !== assigneeId)
      await notifyOfTask(ctx, event, 'task-assigned', userId, true);
  },

  /** Creator and watchers are notified in the app; an assignee who did not complete it also gets a mail. */
  async completed(ctx: NotificationsContext, event: Of<'task.completed'>): Promise<void> {
    const { assigneeId, collaboratorIds, completedBy } = event.payload;
    for (const userId of involvedIn(event)) {
      if (userId === completedBy) continue;
      const byMail = userId === assigneeId || collaboratorIds.includes(userId);
      await notifyOfTask(ctx, event, 'task-completed', userId, byMail);
    }
  },

  /** People assigned by the same change get that notification instead. */
  async mentioned(ctx: NotificationsContext, event: Of<'user.mentioned'>): Promise<void> {
    const { userIds, givenTo = [], excerpt } = event.payload;
    for (const userId of userIds)
      if (!givenTo.includes(userId)) await notifyOfTask(ctx, event, 'mentioned', userId, true, { excerpt });
  },

  /** In the app only. People mentioned in the comment get that notification instead. */
  async commented(ctx: NotificationsContext, event: Of<'comment.created'>): Promise<void> {
    const { authorId, mentionedIds, excerpt } = event.payload;
    for (const userId of involvedIn(event)) {
      if (userId === authorId || mentionedIds.includes(userId)) continue;
      await notifyOfTask(ctx, event, 'commented', userId, false, { excerpt });
    }
  },

  async imported(ctx: NotificationsContext, event: Of<'import.finished'>): Promise<void> {
    const userId = userIdOf(event.actor);
    if (userId === null || event.organizationId === null) return;
    const { filename, tasks, importId, status, dryRun } = event.payload;
    const outcome = status === 'done' ? (dryRun ? 'tried' : null) : status;
    // The requester is probably still watching and sees it end.
    const isQuick = Date.parse(event.at) - timeOfId(importId) < quickImportMs;
    await addNotification(ctx, {
      eventId: event.id,
      organizationId: event.organizationId,
      userId,
      type: 'import-finished',
      taskId: null,
      actorId: null,
      textParams: { filename, tasks, importId, ...(outcome === null ? {} : { outcome }) },
      isRead: isQuick || status === 'cancelled',
    });
  },

  /** An invitee may have no account; then the inviter's language is used. */
  async invited(ctx: NotificationsContext, event: Of<'invite.created' | 'invite.resent'>): Promise<void> {
    const inviterId = userIdOf(event.actor);
    const inviter = inviterId && (await contactOf(ctx, inviterId));
    const { email, organizationName, invitedBy, inviteId } = event.payload;
    await queueMessage(ctx, {
      eventId: event.id,
      organizationId: event.organizationId,
      type: 'invite',
      recipient: email,
      userId: null,
      locale: inviter ? inviter.locale : 'en',
      textParams: { email, organization: organizationName, actor: invitedBy, inviteId },
    });
  },
};

/** Creator, assignee, collaborators and watchers, without duplicates. */
function involvedIn({ payload }: Of<'task.completed' | 'comment.created'>): ReadonlySet<UserId> {
  const { createdBy, assigneeId, collaboratorIds, watcherIds } = payload;
  return new Set([createdBy, assigneeId, ...collaboratorIds, ...watcherIds].filter((id) => id !== null));
}

async function notifyOfTask(
  ctx: NotificationsContext,
  event: Of<'task.assigned' | 'task.collaborator-added' | 'task.completed' | 'user.mentioned' | 'comment.created'>,
  type: NotificationType,
  userId: UserId,
  byMail: boolean,
  extraParams: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { organizationId, payload, id: eventId } = event;
  if (organizationId === null || !(await mayRead(ctx, organizationId, payload, userId))) return;
  const { key, title, taskId } = payload;
  const actorId = userIdOf(event.actor);
  await addNotification(ctx, {
    eventId,
    organizationId,
    userId,
    type,
    taskId,
    actorId,
    textParams: { key, title, ...extraParams },
  });
  const contact = byMail ? await contactOf(ctx, userId) : undefined;
  if (!contact) return;
  const actor = actorId === null ? undefined : await contactOf(ctx, actorId);
  await queueMessage(ctx, {
    eventId,
    organizationId,
    type,
    recipient: contact.email,
    userId,
    locale: contact.locale,
    textParams: {
      key,
      title,
      actor: actor?.name ?? text(contact.locale, 'mail', 'somebody'),
      path: linkOf(type, { organizationId, taskId, textParams: {} }),
    },
  });
}

/** Removes people who have left or may no longer read the task. */
async function mayRead(
  ctx: NotificationsContext,
  organizationId: OrganizationId,
  { teamId, projectId }: { readonly teamId: TeamId; readonly projectId: ProjectId | null },
  userId: UserId,
): Promise<boolean> {
  const scope = await ctx.scopeOf({ kind: 'job', name: 'notify', userId });
  const organization = scope.organization(organizationId);
  if (!organization) return false;
  return organization.mayReadTeam(teamId) || (projectId !== null && organization.guestProjectIds.includes(projectId));
}
