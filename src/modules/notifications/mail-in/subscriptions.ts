import type { teamsContract } from '#modules/teams';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { NotificationsContext } from '../context.ts';
import { inbox } from '../schema/module-tables.ts';
import { forgetReceivedMail, forgetTeamAddress } from './sweep.ts';

type Purged = Extract<EventOf<typeof teamsContract.events>, { type: 'organization.purged' | 'team.purged' }>;

export const mailInSubscriptions: Subscription<NotificationsContext>[] = [
  subscription<NotificationsContext, Purged>({
    name: 'forget-mail-in',
    events: ['organization.purged', 'team.purged'],
    once: inbox,
    async handle(ctx, { type, organizationId, payload }) {
      if (organizationId === null) return;
      if (type === 'team.purged') await forgetTeamAddress(ctx, { organizationId, teamId: payload.teamId });
      else await forgetReceivedMail(ctx, { organizationId });
    },
  }),
];
