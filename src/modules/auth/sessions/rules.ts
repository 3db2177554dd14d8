import { isInstanceAdmin } from '#platform/http/rules.ts';
import { forbidden } from '#platform/errors.ts';
import type { Rule } from '#platform/http/route.ts';
import type { AuthContext } from '../context.ts';

/** Allows services with the service key, and instance admins. */
export const introspector: Rule<AuthContext, void> = {
  name: 'service key, or instance admin',
  credentials: 'required',
  authorize: ({ actor }) => {
    if (actor.kind !== 'service' && !isInstanceAdmin(actor))
      throw forbidden('not-a-service', 'Only services and administrators can do this.');
  },
};
