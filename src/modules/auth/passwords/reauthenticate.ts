import { z } from 'zod';
import { isRecent } from '#platform/clock.ts';
import { qb, eq } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { forbidden } from '#platform/errors.ts';
import type { Rule } from '#platform/http/route.ts';
import type { AuthContext } from '../context.ts';
import { sessionTable } from '../schema/session.ts';
import { type Self, self } from '../user/rules.ts';
import { confirmPassword } from './change-password.ts';

/** The password in a body. Optional within ten minutes after a sign-in, and for accounts without a password. */
export const OwnPassword = z.string().max(1_000).optional().describe('Not required within ten minutes after sign-in.');

/** For this long after a sign-in the password is not required. */
const freshMs = 10 * 60_000;

/**
 * Verifies the account's owner before sign-in methods change: by the password, or by a recent sign-in, because some
 * accounts have no password.
 * @throws DomainError 401 `invalid-credentials`, 403 `confirm-yourself`, 423 `account-locked`.
 */
async function reauthenticate(
  ctx: AuthContext,
  { userId, sessionId }: Self,
  password: string | undefined,
): Promise<void> {
  if (password !== undefined) {
    await confirmPassword(ctx, userId, password);
    return;
  }
  const session = sessionId === null ? undefined : await maybeOne(sessionById(ctx, { sessionId }));
  if (!session || !isRecent(ctx.clock.now(), session.createdAt, freshMs)) {
    throw forbidden('confirm-yourself', 'Enter your password, or sign in again and retry within ten minutes.');
  }
}

/**
 * The caller's own account with reauthentication by the body's `password`: for every route that adds or removes a
 * sign-in method.
 */
export const reauthenticated: Rule<AuthContext, Self> = {
  name: 'oneself, reauthenticated by the password or a sign-in within the last ten minutes',
  credentials: 'required',
  authorize: async (ctx, request) => {
    const caller = await self.authorize(ctx, request);
    await reauthenticate(ctx, caller, passwordIn(request.body));
    return caller;
  },
};

/** The body is not yet validated: anything but a text counts as no password. */
function passwordIn(body: unknown): string | undefined {
  return z.object({ password: OwnPassword }).safeParse(body).data?.password;
}

const sessionById = query<{ sessionId: string }>()((params) =>
  qb.select({ createdAt: sessionTable.createdAt }).from(sessionTable).where(eq(sessionTable.sid, params.sessionId)),
);
