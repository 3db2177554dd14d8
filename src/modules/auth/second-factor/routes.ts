import { z } from 'zod';
import { one } from '#platform/database/query.ts';
import { reply } from '#platform/http/reply.ts';
import { anyone, type Route, routeOf } from '#platform/http/route.ts';
import { conflict } from '#platform/errors.ts';
import type { AuthContext } from '../context.ts';
import { OwnPassword, reauthenticated } from '../passwords/reauthenticate.ts';
import { signInReply, SignInReply } from '../session/replies.ts';
import { hasPassword } from '../user/has-password.ts';
import { self } from '../user/rules.ts';
import { secondFactorMethods } from './challenge.ts';
import { recoveryCodesLeft, renewRecoveryCodes } from './recovery-codes.ts';
import { beginTotp, confirmTotp, removeTotp } from './totp.ts';
import { verifySecondFactor } from './verify.ts';

const route = routeOf<AuthContext>();
const RecoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' });
const WithPassword = z.strictObject({ password: OwnPassword });

export const secondFactorRoutes: Route<AuthContext>[] = [
  route({
    method: 'post',
    path: '/auth/mfa/verify',
    summary: 'Complete sign-in with an authenticator code or a recovery code',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ mfaToken: z.string().max(200), code: z.string().max(100) }),
    reply: { status: 200, body: SignInReply },
    handle: async (ctx, { body }) => signInReply(ctx, await verifySecondFactor(ctx, body.mfaToken, body.code)),
  }),
  route({
    method: 'get',
    path: '/auth/mfa',
    summary: 'Get my second-factor methods',
    rule: self,
    reply: {
      status: 200,
      body: z
        .strictObject({
          methods: z.array(z.enum(['totp', 'passkey', 'recovery-code'])),
          recoveryCodesLeft: z.number().int(),
          hasPassword: z.boolean(),
        })
        .meta({ id: 'SecondFactors' }),
    },
    handle: async (ctx, { allowed }) => {
      const { userId } = allowed;
      const [methods, remainingCodes, isByPassword] = await Promise.all([
        secondFactorMethods(ctx, userId),
        one(recoveryCodesLeft(ctx, { userId })),
        hasPassword(ctx, userId),
      ]);
      return { methods, recoveryCodesLeft: remainingCodes.count, hasPassword: isByPassword };
    },
  }),
  route({
    method: 'post',
    path: '/auth/mfa/totp',
    summary: 'Start the setup of an authenticator app',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: WithPassword.optional(),
    reply: {
      status: 201,
      body: z.strictObject({ secret: z.string(), otpauthUri: z.string(), qrSvg: z.string() }).meta({ id: 'Enrolment' }),
    },
    handle: (ctx, { allowed }) => beginTotp(ctx, allowed.account),
  }),
  route({
    method: 'post',
    path: '/auth/mfa/totp/confirm',
    summary: 'Confirm the setup of an authenticator app with a code',
    rule: self,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ code: z.string().max(20) }),
    reply: { status: 200, body: RecoveryCodes },
    handle: async (ctx, { allowed, body }) => ({
      recoveryCodes: await confirmTotp(ctx, allowed.account, allowed.sessionId, body.code.replaceAll(/\s/g, '')),
    }),
  }),
  route({
    method: 'delete',
    path: '/auth/mfa/totp',
    summary: 'Turn off the authenticator app',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    body: WithPassword,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      await removeTotp(ctx, allowed.account);
      return reply(undefined, {});
    },
  }),
  route({
    method: 'post',
    path: '/auth/mfa/recovery-codes',
    summary: 'Create new recovery codes; the old ones stop working',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: WithPassword,
    reply: { status: 200, body: RecoveryCodes },
    handle: async (ctx, { allowed }) => {
      if ((await secondFactorMethods(ctx, allowed.userId)).length === 0) {
        throw conflict('no-second-factor', 'Set up codes or a passkey first.');
      }
      return { recoveryCodes: await renewRecoveryCodes(ctx, allowed.userId) };
    },
  }),
];
