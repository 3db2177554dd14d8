import { unauthenticated } from '#platform/errors.ts';
import type { Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from './context.ts';

/** Proof that the caller is this person, signed in themselves. */
export interface Self {
  readonly userId: UserId;
  /** The session that the caller came with; null for a personal access token. */
  readonly sessionId: string | null;
}

export const self: Rule<AuthContext, Self> = {
  name: 'oneself',
  credentials: 'required',
  authorize: ({ actor }) => {
    if (actor.kind === 'user') return { userId: actor.userId, sessionId: actor.sessionId };
    if (actor.kind === 'token') return { userId: actor.userId, sessionId: null };
    throw unauthenticated();
  },
};
