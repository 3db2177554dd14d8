import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import { anyone, idParam, type Route, routeOf } from '#platform/http/route.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
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

async function replySignedOut(ctx: AuthContext, sessionId: string | null) {
  if (sessionId !== null) await signOut(ctx, sessionId);
  return reply(undefined, { headers: { 'set-cookie': sessionCookie(ctx, null) } });
}

export const sessionRoutes: Route<AuthContext>[] = [
  route({
    method: 'post',
    path: '/auth/signup',
    summary: 'Create an account',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignUp.extend({
      session: z.boolean().optional().describe('True for a browser: sets a cookie instead of returning tokens.'),
    }),
    reply: { status: 201, body: z.union([TokenReply, SessionReply]) },
    otherReplies: {
      202: z.strictObject({ confirmationRequired: z.literal(true) }).meta({ id: 'ConfirmationRequired' }),
    },
    handle: async (ctx, { body: { session, ...account } }) => {
      const user = await signUp(ctx, account);
      if (user === null) return reply({ confirmationRequired: true }, { status: 202 });
      return signedInReply(ctx, await finishSignIn(ctx, user, session ? 'browser' : 'api', false));
    },
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Sign in an API client',
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
    summary: 'Exchange a refresh token for a new pair of tokens',
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
    summary: 'Sign out: end this session on every instance',
    rule: self,
    tokenScope: null,
    repeatable: false,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => replySignedOut(ctx, allowed.sessionId),
  }),
  route({
    method: 'post',
    path: '/auth/validate',
    summary: 'Validate a token, for services',
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
    summary: 'Sign in the browser',
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
    summary: 'Sign out the browser',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: (ctx, { allowed }) => replySignedOut(ctx, allowed.sessionId),
  }),
  route({
    method: 'get',
    path: '/auth/sessions',
    summary: 'List my sessions',
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
    summary: 'End one of my sessions',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: (ctx, { allowed, params }) => endOwnSession(ctx, allowed.userId, idParam(params)),
  }),
];
