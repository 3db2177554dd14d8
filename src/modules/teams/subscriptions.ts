import type { authContract } from '#modules/auth';
import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { TeamsContext } from './context.ts';
import { keepPerson } from './members/add-member.ts';
import { inbox } from './schema.ts';

type AuthEvent = EventOf<typeof authContract.events>;

export const subscriptions: Subscription<TeamsContext>[] = [
  subscription<TeamsContext, Extract<AuthEvent, { type: 'user.changed' }>>({
    name: 'copy-names',
    events: ['user.changed'],
    once: inbox,
    handle: (ctx, { payload }) => keepPerson(ctx, { ...payload, id: payload.userId }),
  }),
];
