import { z } from 'zod';
import { only } from '#platform/database/query.ts';
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
    summary: 'Finish a sign-in with a code of the authenticator, or a recovery code',
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
    summary: 'By what I show that it is me',
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
      const [methods, left, isByPassword] = await Promise.all([
        secondFactorMethods(ctx, userId),
        only(recoveryCodesLeft(ctx, { userId })),
        hasPassword(ctx, userId),
      ]);
      return { methods, recoveryCodesLeft: left.count, hasPassword: isByPassword };
    },
  }),
  route({
    method: 'post',
    path: '/auth/mfa/totp',
    summary: 'Begin to set up codes of an authenticator',
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
    summary: 'Turn codes on with a first right one',
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
    summary: 'Turn codes off',
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
    summary: 'Renew my recovery codes; the old ones are worth nothing any more',
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
