import { tokenScopes } from '#modules/auth';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import { signUp } from '../harness/people.ts';

// Which token may call which route: every route, with a token of each scope.

/** Sign-in, its methods and leaving, and what spans the scopes of several modules: never by a token. */
const closedIds = new Set([
  'get /bootstrap',
  'post /auth/logout',
  'delete /auth/session',
  'delete /auth/sessions/{id}',
  'delete /auth/me',
  'get /auth/me/export',
  'post /auth/me/password',
  'post /auth/me/email',
  'post /auth/mfa/totp',
  'post /auth/mfa/totp/confirm',
  'delete /auth/mfa/totp',
  'post /auth/mfa/recovery-codes',
  'post /auth/passkeys/options',
  'post /auth/passkeys',
  'patch /auth/passkeys/{id}',
  'delete /auth/passkeys/{id}',
  'get /auth/oidc/{provider}/start',
  'get /auth/oidc/{provider}/callback',
  'post /auth/oidc/{provider}/link',
  'delete /auth/identities/{id}',
  'get /auth/tokens',
  'post /auth/tokens',
  'delete /auth/tokens/{id}',
  'post /users/{id}/links',
  'post /invites/{id}/link',
  'delete /organizations/{id}',
  'post /organizations/{id}/hand-over',
  'post /organizations/{id}/exports',
  'get /organizations/{id}/exports',
  'get /exports/{id}',
  'get /exports/{id}/file',
  'get /organizations/{id}/webhooks',
  'post /organizations/{id}/webhooks',
  'get /webhooks/{id}',
  'patch /webhooks/{id}',
  'delete /webhooks/{id}',
  'post /webhooks/{id}/rotate-secret',
  'post /webhooks/{id}/test',
  'get /webhooks/{id}/deliveries',
  'post /deliveries/{id}/redeliver',
]);

/** Administration of the instance. */
const administration = [
  /^(post|patch|delete) \/users(\/\{id\})?(\/|$)/,
  /^\w+ \/(admin|email)\//,
  /^post \/auth\/validate$/,
];

const routes = routeGroups.flatMap(({ module, routes: list }) =>
  list.map(({ method, path }) => ({ module, method, path, name: `${method} ${path}` })),
);
type Asked = (typeof routes)[number];

/** The scopes that allow a route. */
function openedBy({ module, method, name }: Asked): string[] {
  if (closedIds.has(name)) return [];
  if (administration.some((pattern) => pattern.test(name))) return ['admin'];
  const noun = nouns.get(module);
  return method === 'get' ? [`${noun}:read`, `${noun}:write`] : [`${noun}:write`];
}

const nouns = new Map<string, string>(Object.entries(moduleScopes));
const scopes: readonly string[] = tokenScopes;

let test: TestApp;
let tokens: Map<string, string>;

beforeAll(async () => {
  test = await startApp();
  const admin = await signUp(test.app, 'Admin');
  const tokenEntries = scopes.map(async (scope) => {
    const { body } = await admin.post('/auth/tokens', { name: scope, scopes: [scope] });
    return [scope, body.token as string] as const;
  });
  tokens = new Map(await Promise.all(tokenEntries));
});
afterAll(() => test.stop());

/** Whether the call was refused because of the token's scope; an event stream is only started. */
async function isStopped({ method, path }: Asked, scope: string): Promise<boolean> {
  const filledPath = path.replaceAll(/\{\w+\}/g, () => randomUUID());
  const leave = new AbortController();
  const response = await test.app.http.request(`/api/v1${filledPath}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${tokens.get(scope)}`, 'content-type': 'application/json' },
    body: method === 'get' ? null : '{"no such field": true}',
    signal: leave.signal,
  });
  expect([401, 500], `${method} ${path} with ${scope}`).not.toContain(response.status);
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = isStream ? '' : await response.text();
  leave.abort();
  if (isStream) await response.body?.cancel();
  return response.status === 403 && text.includes('"insufficient-scope"');
}

describe('a personal access token', () => {
  it('holds its scope on every route, and none opens how people sign in', async () => {
    const routeNames = new Set(routes.map(({ name }) => name));
    expect([...closedIds].filter((name) => !routeNames.has(name))).toEqual([]);
    const wrong: string[] = [];
    for (const asked of routes) {
      const expected = openedBy(asked);
      for (const scope of scopes) {
        const isOpen = !(await isStopped(asked, scope));
        if (isOpen !== expected.includes(scope))
          wrong.push(`${asked.name} is ${isOpen ? 'open' : 'closed'} to ${scope}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(routes.length * scopes.length).toBeGreaterThan(1_000);
  });
});
