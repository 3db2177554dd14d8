import type { authContract } from '#modules/auth';
import type { teamsContract } from '#modules/teams';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { NotificationsContext } from './context.ts';
import { notificationsContract } from './contract.ts';
import { forgetOrganization, forgetPerson } from './inbox/forget.ts';
import { mailRetry, sendMessages } from './mail/send-message.ts';
import { notify } from './notify/notify.ts';
import { sendPush } from './push/send-push.ts';
import { inbox } from './schema/module-tables.ts';
import { notifyingEvents } from './types/registry.ts';

type Forgotten = Extract<
  EventOf<typeof authContract.events & typeof teamsContract.events>,
  { type: 'organization.purged' | 'user.deleted' }
>;

const pushQueued = notificationsContract.events['push.queued'];
const messageQueued = notificationsContract.events['message.queued'];

export const subscriptions: Subscription<NotificationsContext>[] = [
  {
    // Not 'notify': a process of an earlier release, during an update, would take these events and drop most of them.
    name: 'notify-people',
    formerNames: ['notify', 'tell-of-belonging', 'account-mail'],
    events: notifyingEvents,
    once: inbox,
    handleBatch: notify,
  },
  subscription<NotificationsContext, Forgotten>({
    name: 'forget',
    events: ['organization.purged', 'user.deleted'],
    once: inbox,
    async handle(ctx, { type, organizationId, payload }) {
      if (type === 'user.deleted') await forgetPerson(ctx, payload);
      else if (organizationId !== null) await forgetOrganization(ctx, { organizationId });
    },
  }),
  {
    name: 'send-mail',
    events: ['message.queued'],
    isOutgoing: true,
    retry: mailRetry,
    handleSettled: (ctx, events) =>
      sendMessages(
        ctx,
        events.map(({ payload }) => messageQueued.parse(payload).messageId),
      ),
  },
  {
    name: 'send-push',
    events: ['push.queued'],
    isOutgoing: true,
    retry: mailRetry,
    concurrency: 3,
    handle: (ctx, { payload }) => {
      const { userId, message } = pushQueued.parse(payload);
      return sendPush(ctx, userId, message);
    },
  },
];
