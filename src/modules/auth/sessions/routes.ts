import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import { anyone, idParam, type Route, routeOf } from '#platform/http/route.ts';
import { pageOf } from '#platform/http/pagination.ts';
import type { AuthContext } from '../context.ts';
import { finishSignIn } from '../session/finish-sign-in.ts';
import { sessionCookie } from '../session/lucia-sessions.ts';
import { SessionReply, signedInReply, signInReply, SignInReply, TokenReply } from '../session/replies.ts';
import { signOut } from '../session/sign-out.ts';
import { self } from '../user/rules.ts';
import { SignUp, signUp } from '../users/sign-up.ts';
import { introspect } from './introspect.ts';
import { refresh } from './refresh.ts';
import { introspector } from './rules.ts';
import { endOwnSession, listSessions, Session } from './session-list.ts';
import { SignIn, signIn } from './sign-in.ts';

const route = routeOf<AuthContext>();

const Introspection = z
  .strictObject({
    active: z.boolean(),
    userId: z.string().optional(),
    expiresAt: z.iso.datetime().optional(),
    kind: z.enum(['access', 'personal']).optional(),
  })
  .meta({ id: 'Introspection' });

async function leave(ctx: AuthContext, sessionId: string | null) {
  if (sessionId !== null) await signOut(ctx, sessionId);
  return reply(undefined, { headers: { 'set-cookie': sessionCookie(ctx, null) } });
}

export const sessionRoutes: Route<AuthContext>[] = [
  route({
    method: 'post',
    path: '/auth/signup',
    summary: 'Make an account',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignUp.extend({
      session: z.boolean().optional().describe('True for a browser, which gets a cookie instead of tokens.'),
    }),
    reply: { status: 201, body: z.union([TokenReply, SessionReply]) },
    otherReplies: {
      202: z.strictObject({ confirmationRequired: z.literal(true) }).meta({ id: 'ConfirmationRequired' }),
    },
    handle: async (ctx, { body: { session, ...account } }) => {
      const made = await signUp(ctx, account);
      if (made === null) return reply({ confirmationRequired: true } as never, { status: 202 });
      return signedInReply(ctx, await finishSignIn(ctx, made, session ? 'browser' : 'api', false));
    },
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Sign an API client in',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignIn,
    reply: { status: 200, body: SignInReply },
    handle: async (ctx, { body }) => signInReply(ctx, await signIn(ctx, body, 'api')),
  }),
  route({
    method: 'post',
    path: '/auth/refresh',
    summary: 'Spend a refresh token for a new pair',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ refreshToken: z.string().max(200) }),
    reply: { status: 200, body: TokenReply },
    handle: (ctx, { body }) => refresh(ctx, body.refreshToken),
  }),
  route({
    method: 'post',
    path: '/auth/logout',
    summary: 'End this session everywhere',
    rule: self,
    tokenScope: null,
    repeatable: false,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => leave(ctx, allowed.sessionId),
  }),
  route({
    method: 'post',
    path: '/auth/validate',
    summary: 'What a token is worth, for a service that was handed it',
    rule: introspector,
    tokenScope: 'admin',
    repeatable: false,
    body: z.strictObject({ token: z.string().max(4_000) }),
    reply: { status: 200, body: Introspection },
    handle: (ctx, { body }) => introspect(ctx, body.token),
  }),
  route({
    method: 'post',
    path: '/auth/session',
    summary: 'Sign the browser in',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignIn,
    reply: { status: 200, body: SignInReply },
    handle: async (ctx, { body }) => signInReply(ctx, await signIn(ctx, body, 'browser')),
  }),
  route({
    method: 'delete',
    path: '/auth/session',
    summary: 'Sign the browser out',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => leave(ctx, allowed.sessionId),
  }),
  route({
    method: 'get',
    path: '/auth/sessions',
    summary: 'Where I am signed in',
    rule: self,
    reply: { status: 200, body: pageOf(Session) },
    handle: async (ctx, { allowed }) => ({
      items: await listSessions(ctx, allowed.userId, allowed.sessionId),
      nextCursor: null,
    }),
  }),
  route({
    method: 'delete',
    path: '/auth/sessions/{id}',
    summary: 'Sign one of my places out',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => endOwnSession(ctx, allowed.userId, idParam(params)),
  }),
];
