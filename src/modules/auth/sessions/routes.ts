import { z } from 'zod';
import { reply } from '#platform/http/reply.ts';
import { anyone, type Route, routeOf } from '#platform/http/route.ts';
import { first } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { AuthContext } from '../context.ts';
import { self } from '../policy.ts';
import { SignUp, signUp } from '../users/sign-up.ts';
import { ProfileChange, updateProfile } from '../users/update-profile.ts';
import { toUser, User, userById } from '../users/user.ts';
import { sessionCookie } from './lucia-sessions.ts';
import { refresh } from './refresh.ts';
import { checkPassword, issueTokens, SignIn, startBrowserSession } from './sign-in.ts';
import { signOut } from './sign-out.ts';

const route = routeOf<AuthContext>();

const TokenReply = z
  .strictObject({ user: User, accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number().int() })
  .meta({ id: 'Tokens' });
const SessionReply = z.strictObject({ user: User }).meta({ id: 'Session' });

export const sessionRoutes: Route<AuthContext>[] = [
  route({
    method: 'post',
    path: '/auth/signup',
    summary: 'Make an account',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignUp,
    reply: { status: 201, body: TokenReply },
    handle: async (ctx, { body }) => issueTokens(ctx, await signUp(ctx, body)),
  }),
  route({
    method: 'post',
    path: '/auth/login',
    summary: 'Sign an API client in',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignIn,
    reply: { status: 200, body: TokenReply },
    handle: async (ctx, { body }) => issueTokens(ctx, await checkPassword(ctx, body)),
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
    handle: async (ctx, { allowed }) => {
      if (allowed.sessionId !== null) await signOut(ctx, allowed.sessionId);
      return reply(undefined, { headers: { 'set-cookie': sessionCookie(ctx.settings.sessionCookie, null) } });
    },
  }),
  route({
    method: 'post',
    path: '/auth/session',
    summary: 'Sign the browser in',
    rule: anyone,
    limit: 'sign-in',
    repeatable: false,
    body: SignIn,
    reply: { status: 200, body: SessionReply },
    handle: async (ctx, { body }) => {
      const account = await checkPassword(ctx, body);
      const token = await startBrowserSession(ctx, account);
      const headers = { 'set-cookie': sessionCookie(ctx.settings.sessionCookie, token) };
      return reply({ user: toUser(account) }, { headers });
    },
  }),
  route({
    method: 'delete',
    path: '/auth/session',
    summary: 'Sign the browser out',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: async (ctx, { allowed }) => {
      if (allowed.sessionId !== null) await signOut(ctx, allowed.sessionId);
      return reply(undefined, { headers: { 'set-cookie': sessionCookie(ctx.settings.sessionCookie, null) } });
    },
  }),
  route({
    method: 'get',
    path: '/auth/me',
    summary: 'My account',
    rule: self,
    reply: { status: 200, body: User },
    handle: async (ctx, { allowed }) => {
      const row = await first(userById(ctx, { id: allowed.userId }));
      if (!row) throw unauthenticated();
      return reply(toUser(row), { version: row.version });
    },
  }),
  route({
    method: 'patch',
    path: '/auth/me',
    summary: 'Change my profile',
    rule: self,
    body: ProfileChange,
    reply: { status: 200, body: User },
    handle: async (ctx, { allowed, body, ifVersion }) => {
      const row = await updateProfile(ctx, allowed.userId, body, ifVersion);
      return reply(toUser(row), { version: row.version });
    },
  }),
];
