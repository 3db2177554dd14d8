import type { EventOf } from '#platform/events/event.ts';
import { type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { AuthContext } from './context.ts';
import type { authContract } from './contract.ts';
import { finishDeletion } from './deletion/finish-deletion.ts';
import { sendConfirmation } from './links/confirm-email.ts';
import { acceptDueInvite } from './links/sign-up-invite.ts';
import { sendRequestedReset } from './passwords/change-password.ts';
import { inbox } from './schema/module-tables.ts';

type OwnEvent = EventOf<typeof authContract.events>;
type Of<Type extends string> = Extract<OwnEvent, { type: Type }>;

/** Auth is the lowest module and subscribes only to its own events. */
export const subscriptions: Subscription<AuthContext>[] = [
  subscription<AuthContext, Of<'password-reset.asked' | 'confirmation.asked'>>({
    name: 'send-link',
    events: ['password-reset.asked', 'confirmation.asked'],
    once: inbox,
    handle: (ctx, { type, payload }) =>
      type === 'password-reset.asked' ? sendRequestedReset(ctx, payload.email) : sendConfirmation(ctx, payload.email),
  }),
  subscription<AuthContext, Of<'user.invite-due'>>({
    name: 'accept-invite',
    events: ['user.invite-due'],
    // Accepting an invite is idempotent.
    handle: (ctx, { payload }) => acceptDueInvite(ctx, payload),
  }),
  subscription<AuthContext, Of<'user.leaving'>>({
    name: 'finish-leaving',
    events: ['user.leaving'],
    // Its steps are idempotent. A deletion with a waiting period is continued by a scheduled job.
    async handle(ctx, { payload }) {
      if (payload.finishAt <= ctx.clock.now().toISOString()) await finishDeletion(ctx, payload.userId);
    },
  }),
];
