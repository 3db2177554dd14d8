import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import type { AuthContext } from '../context.ts';
import { User } from '../contract.ts';
import type { SecondFactorAsked, SignedIn } from './finish-sign-in.ts';
import { sessionCookie } from './lucia-sessions.ts';

export const TokenReply = z
  .strictObject({ user: User, accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number().int() })
  .meta({ id: 'Tokens' });
export const SessionReply = z.strictObject({ user: User }).meta({ id: 'Session' });
const MfaReply = z
  .strictObject({
    mfaRequired: z.literal(true),
    mfaToken: z.string(),
    methods: z.array(z.enum(['totp', 'passkey', 'recovery-code'])),
  })
  .meta({ id: 'SecondFactorRequired' });
export const SignInReply = z.union([TokenReply, SessionReply, MfaReply]);

/** The reply of a sign-in: tokens for an API client, a cookie for a browser, or a second factor request. */
export function signInReply(ctx: AuthContext, outcome: SignedIn | SecondFactorAsked) {
  if (outcome.kind === 'second-factor') {
    const { mfaToken, methods } = outcome;
    return reply({ mfaRequired: true as const, mfaToken, methods: [...methods] }, {});
  }
  return signedInReply(ctx, outcome);
}

/** The reply of a finished sign-in. */
export function signedInReply(ctx: AuthContext, outcome: SignedIn) {
  if (outcome.kind === 'api') return reply(outcome.tokens, {});
  return reply({ user: outcome.user }, { headers: { 'set-cookie': sessionCookie(ctx, outcome.cookie) } });
}
