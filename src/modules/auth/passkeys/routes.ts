import { z } from 'zod';
import { maybeOne } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { anyone, idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { AuthContext } from '../context.ts';
import type { PasskeyId } from '../contract.ts';
import { OwnPassword, reauthenticated } from '../passwords/reauthenticate.ts';
import { attemptChallenge } from '../second-factor/challenge.ts';
import { finishChallenge } from '../second-factor/verify.ts';
import { finishSignIn, refuseUnable } from '../session/finish-sign-in.ts';
import { signInReply, SignInReply } from '../session/replies.ts';
import { self } from '../user/rules.ts';
import { userById } from '../user/user.ts';
import {
  addPasskey,
  authenticationOptions,
  checkPasskey,
  listPasskeys,
  Passkey,
  PasskeyName,
  registrationOptions,
  removePasskey,
  renamePasskey,
} from './passkeys.ts';
import { BrowserAnswer } from './browser-answer.ts';

const route = routeOf<AuthContext>();

const Options = z.strictObject({ challengeId: z.uuid(), options: z.record(z.string(), z.unknown()) }).meta({
  id: 'PasskeyOptions',
  description: 'Options for navigator.credentials (WebAuthn), and the name to return the response with.',
});

const answerFields = { challengeId: z.uuid(), answer: BrowserAnswer };

export const passkeyRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/auth/passkeys',
    summary: 'My passkeys',
    rule: self,
    reply: { status: 200, body: pageOf(Passkey) },
    handle: async (ctx, { allowed }) => ({
      items: await listPasskeys(ctx, { userId: allowed.userId }),
      nextCursor: null,
    }),
  }),
  route({
    method: 'post',
    path: '/auth/passkeys/options',
    summary: 'Create WebAuthn options to add a passkey or sign in with one',
    rule: anyone,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({
      purpose: z.enum(['register', 'sign-in', 'second-factor']),
      mfaToken: z.string().max(200).optional().describe('For second-factor: token of the pending sign-in.'),
      password: OwnPassword,
    }),
    reply: { status: 200, body: Options },
    handle: async (ctx, { body }) => {
      if (body.purpose === 'register') {
        if (ctx.actor.kind !== 'user') throw unauthenticated();
        const { account } = await reauthenticated.authorize(ctx, { params: {}, query: {}, body });
        return registrationOptions(ctx, account);
      }
      if (body.purpose === 'sign-in') return authenticationOptions(ctx, null);
      const { userId } = await attemptChallenge(ctx, body.mfaToken ?? '');
      return authenticationOptions(ctx, userId);
    },
  }),
  route({
    method: 'post',
    path: '/auth/passkeys',
    summary: 'Add a passkey',
    rule: self,
    tokenScope: null,
    repeatable: false,
    body: z.strictObject({ ...answerFields, name: PasskeyName }),
    reply: {
      status: 201,
      body: z
        .strictObject({ passkey: Passkey, recoveryCodes: z.array(z.string()).nullable() })
        .meta({ id: 'NewPasskey' }),
    },
    handle: (ctx, { allowed, body }) => addPasskey(ctx, allowed.account, allowed.sessionId, body),
  }),
  route({
    method: 'post',
    path: '/auth/passkeys/sign-in',
    summary: 'Sign in with a passkey, or use it as second factor',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({
      ...answerFields,
      mfaToken: z.string().max(200).optional(),
      session: z.boolean().optional().describe('True for a browser: sets a cookie instead of returning tokens.'),
    }),
    reply: { status: 200, body: SignInReply },
    handle: async (ctx, { body: { challengeId, answer, mfaToken, session } }) => {
      if (mfaToken !== undefined) {
        const challenge = await attemptChallenge(ctx, mfaToken);
        await checkPasskey(ctx, challengeId, answer, challenge.userId);
        return signInReply(ctx, await finishChallenge(ctx, challenge));
      }
      const userId = await checkPasskey(ctx, challengeId, answer, null);
      const account = await maybeOne(userById(ctx, { id: userId }));
      if (!account) throw unauthenticated('bad-passkey', 'This passkey was not accepted.');
      refuseUnable(ctx, account);
      return signInReply(ctx, await finishSignIn(ctx, account, session ? 'browser' : 'api', true));
    },
  }),
  route({
    method: 'patch',
    path: '/auth/passkeys/{id}',
    summary: 'Rename a passkey',
    rule: self,
    tokenScope: null,
    body: z.strictObject({ name: PasskeyName }),
    reply: { status: 200, body: Passkey },
    handle: (ctx, { allowed, params, body }) =>
      renamePasskey(ctx, allowed.userId, idParam<PasskeyId>(params), body.name),
  }),
  route({
    method: 'delete',
    path: '/auth/passkeys/{id}',
    summary: 'Delete a passkey',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    body: z.strictObject({ password: OwnPassword }).optional(),
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => removePasskey(ctx, allowed.account, idParam<PasskeyId>(params)),
  }),
];
