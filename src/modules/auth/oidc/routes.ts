import { parse, serialize } from 'hono/utils/cookie';
import { z } from 'zod';
import { DomainError, unauthenticated } from '#platform/errors.ts';
import { publicAddress } from '#platform/http/own-address.ts';
import { ownPath } from '#platform/http/own-path.ts';
import { pageOf } from '#platform/pagination/pagination.ts';
import { reply } from '#platform/http/reply.ts';
import { anyone, idParam, type Route, routeOf } from '#platform/http/route.ts';
import type { AuthContext } from '../context.ts';
import type { IdentityId } from '../contract.ts';
import { OwnPassword, reauthenticated } from '../passwords/reauthenticate.ts';
import { sessionCookie } from '../session/lucia-sessions.ts';
import { self } from '../user/rules.ts';
import { checkMayLink, finishProviderSignIn } from './callback.ts';
import { Identity, listIdentities, removeIdentity } from './identity.ts';
import { findProvider } from './provider.ts';
import { startProviderSignIn } from './start.ts';

const route = routeOf<AuthContext>();
const Provider = z.strictObject({ name: z.string(), label: z.string() }).meta({ id: 'Provider' });

const stateCookie = 'taskuno_oidc';

function cookieWith(ctx: AuthContext, state: string | null): string {
  const { isSecure, path } = publicAddress(ctx.settings.publicUrl);
  return serialize(stateCookie, state ?? '', {
    httpOnly: true,
    maxAge: state === null ? 0 : 600,
    path: `${path}/api/v1/auth/oidc`,
    sameSite: 'Lax',
    secure: isSecure,
  });
}

function stateOf(request: Request): string | null {
  return parse(request.headers.get('cookie') ?? '', stateCookie)[stateCookie] ?? null;
}

/** The sign-in page with the error's code. */
function failedSignIn({ code }: DomainError): string {
  return `/sign-in?error=${encodeURIComponent(code)}`;
}

/** A redirect to a page of this app. */
function toPage({ settings }: AuthContext, path: string, cookies: string[]): Response {
  return redirect(publicAddress(settings.publicUrl).path + (ownPath(path) ?? '/'), cookies);
}

function redirect(location: string, cookies: string[]): Response {
  const headers = new Headers({ location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 302, headers });
}

export const oidcRoutes: Route<AuthContext>[] = [
  route({
    method: 'get',
    path: '/auth/providers',
    summary: 'List OpenID Connect providers',
    rule: anyone,
    reply: { status: 200, body: pageOf(Provider) },
    handle: async ({ settings }) => ({
      items: settings.oidcProviders.map(({ name, label }) => ({ name, label })),
      nextCursor: null,
    }),
  }),
  route({
    method: 'get',
    path: '/auth/oidc/{provider}/start',
    summary: 'Start sign-in with a provider',
    rule: anyone,
    tokenScope: null,
    limit: 'sign-in',
    query: z.strictObject({ next: z.string().max(2_000).optional() }),
    reply: { status: 302, description: 'Redirects to the provider.' },
    handle: async (ctx, { params, query, http }) => {
      const provider = findProvider(ctx, params.provider);
      try {
        const { location, state } = await startProviderSignIn(ctx, provider, { next: query.next ?? '/', linker: null });
        return redirect(location, [cookieWith(ctx, state)]);
      } catch (error) {
        // A person who followed a link gets a page, not JSON.
        const isPage = http.raw.headers.get('accept')?.includes('text/html') ?? false;
        if (!isPage || !(error instanceof DomainError)) throw error;
        return toPage(ctx, failedSignIn(error), []);
      }
    },
  }),
  route({
    method: 'post',
    path: '/auth/oidc/{provider}/link',
    summary: 'Start connecting an external account: the browser opens `location` and returns with this session',
    rule: reauthenticated,
    tokenScope: null,
    limit: 'sign-in',
    repeatable: false,
    body: z.strictObject({ password: OwnPassword, next: z.string().max(2_000).optional() }),
    reply: { status: 200, body: z.strictObject({ location: z.string() }).meta({ id: 'ProviderVisit' }) },
    handle: async (ctx, { allowed: { account, sessionId }, params, body }) => {
      const provider = findProvider(ctx, params.provider);
      if (sessionId === null) throw unauthenticated();
      checkMayLink(account);
      const linker = { userId: account.id, sessionId };
      const { location, state } = await startProviderSignIn(ctx, provider, { next: body.next ?? '/', linker });
      return reply({ location }, { headers: { 'set-cookie': cookieWith(ctx, state) } });
    },
  }),
  route({
    method: 'get',
    path: '/auth/oidc/{provider}/callback',
    summary: 'Callback of a provider',
    rule: anyone,
    tokenScope: null,
    limit: 'sign-in',
    query: z.looseObject({ state: z.string().optional(), code: z.string().optional(), error: z.string().optional() }),
    reply: {
      status: 302,
      description: 'Redirects to the page where the sign-in started, or to the sign-in page with an error.',
    },
    handle: async (ctx, { params, http }) => {
      const provider = findProvider(ctx, params.provider);
      const expiredCookie = cookieWith(ctx, null);
      try {
        const { next, signedIn } = await finishProviderSignIn(
          ctx,
          provider,
          new URL(http.raw.url).search,
          stateOf(http.raw),
        );
        if (signedIn?.kind === 'second-factor') {
          const { mfaToken, methods } = signedIn;
          const waiting = new URLSearchParams({ mfa: mfaToken, methods: methods.join(' ') });
          return toPage(ctx, `/sign-in?next=${encodeURIComponent(next)}#${waiting}`, [expiredCookie]);
        }
        return toPage(
          ctx,
          next,
          signedIn?.kind === 'browser' ? [expiredCookie, sessionCookie(ctx, signedIn.cookie)] : [expiredCookie],
        );
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return toPage(ctx, failedSignIn(error), [expiredCookie]);
      }
    },
  }),
  route({
    method: 'get',
    path: '/auth/identities',
    summary: 'List my connected external accounts',
    rule: self,
    reply: { status: 200, body: pageOf(Identity) },
    handle: async (ctx, { allowed }) => ({
      items: await listIdentities(ctx, { userId: allowed.userId }),
      nextCursor: null,
    }),
  }),
  route({
    method: 'delete',
    path: '/auth/identities/{id}',
    summary: 'Disconnect an external account',
    rule: self,
    tokenScope: null,
    reply: { status: 204 },
    handle: async (ctx, { allowed, params }) => {
      await removeIdentity(ctx, allowed.userId, idParam<IdentityId>(params));
      return reply(undefined, {});
    },
  }),
];
