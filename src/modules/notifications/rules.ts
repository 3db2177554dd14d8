import { userIdOf } from '#platform/context.ts';
import { forbidden, unauthenticated } from '#platform/errors.ts';
import { isInstanceAdmin } from '#platform/http/rules.ts';
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

/** Services with the service key, and administrators of this server. */
export const service: Rule<NotificationsContext, void> = {
  name: 'service key, or instance admin',
  credentials: 'required',
  authorize: ({ actor }) => {
    if (actor.kind !== 'service' && !isInstanceAdmin(actor))
      throw forbidden('not-a-service', 'Only services and administrators can do this.');
  },
};
