import type { authContract } from '#modules/auth';
import type { EventOf } from '#platform/events/event.ts';
import { effectsOnce, type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { TeamsContext } from './context.ts';
import { keepPerson } from './members/add-member.ts';
import { inbox } from './schema.ts';

type AuthEvent = EventOf<typeof authContract.events>;
const once = effectsOnce(inbox);

export const subscriptions: Subscription<TeamsContext>[] = [
  subscription<TeamsContext, Extract<AuthEvent, { type: 'user.changed' }>>({
    name: 'copy-names',
    events: ['user.changed'],
    handle: (ctx, event) =>
      once(ctx, 'copy-names', event, (inTx) => keepPerson(inTx, { ...event.payload, id: event.payload.userId })),
  }),
];
