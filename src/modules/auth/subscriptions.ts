import type { Subscription } from '#platform/events/subscribe.ts';
import type { AuthContext } from './context.ts';

/** Auth stands below every other module and follows none. */
export const subscriptions: Subscription<AuthContext>[] = [];
