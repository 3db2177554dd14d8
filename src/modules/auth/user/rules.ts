import { unauthenticated } from '#platform/errors.ts';
import type { Rule } from '#platform/http/route.ts';
import { maybeOne } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { userById, type UserRow } from './user.ts';

/** Proof that the caller is this person, signed in or with their token. */
export interface Self {
  readonly userId: UserId;
  readonly account: UserRow;
  /** The caller's session; null for a personal access token. */
  readonly sessionId: string | null;
}

export const self: Rule<AuthContext, Self> = {
  name: 'oneself',
  credentials: 'required',
  authorize: selfOf,
};

/** @throws DomainError 401 if the caller is no person. */
export async function selfOf(ctx: AuthContext): Promise<Self> {
  const { actor } = ctx;
  if (actor.kind !== 'user' && actor.kind !== 'token') throw unauthenticated();
  const account = await maybeOne(userById(ctx, { id: actor.userId }));
  if (!account) throw unauthenticated();
  return { userId: actor.userId, account, sessionId: actor.kind === 'user' ? actor.sessionId : null };
}
