import { userIdOf } from '#platform/context.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from './context.ts';

/** People can read only their own inbox. */
export const inboxOwner: Rule<NotificationsContext, { readonly userId: UserId }> = {
  name: 'owner of the inbox',
  credentials: 'required',
  authorize: ({ actor }) => {
    const userId = userIdOf(actor);
    if (userId === null) throw unauthenticated();
    return { userId };
  },
};
