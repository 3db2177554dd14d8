import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder, startProcess, until } from './harness/process.ts';
import type { BodyOf } from './harness/reply-types.ts';

// Secrets are never stored in plain text: after a clean stop, the bytes of the data folder, including the database's
// files and log, contain no secret that was given out.

const folder = makeFolder();
afterAll(folder.remove);

const password = 'a password that is looked for 83617';
const newPassword = 'another one that is looked for 5521';

/** Every secret that was shown or typed, by its kind. */
const secrets = new Map<string, string>();

type Headers = Record<string, string>;
const ask = <Path extends string>(url: string, path: Path, body: object, credentials: Headers = {}) =>
  send<BodyOf<'post', Path>>(url, path, body, credentials);
const read = <Path extends string>(url: string, path: Path, credentials: Headers) =>
  send<BodyOf<'get', Path>>(url, path, undefined, credentials);

async function send<Body>(url: string, path: string, body: object | undefined, credentials: Headers) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', origin: url.replace('127.0.0.1', 'localhost'), ...credentials },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.ok, `${path}: ${text}`).toBe(true);
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const parsed: Body = text === '' ? null : JSON.parse(text);
  return { body: parsed, cookie };
}

/** The one-time token of the newest mail of a type, once it has been sent. */
async function mailed(url: string, type: string, credentials: Record<string, string>): Promise<string> {
  let token: string | undefined;
  await until(async () => {
    const { items } = (await read(url, '/admin/messages?limit=200', credentials)).body;
    const mail = items.find((one) => one.type === type && one.state === 'outbox');
    const text = mail && (await read(url, `/admin/messages/${mail.id}`, credentials)).body.text;
    token = /#([\w-]{20,})/.exec(text ?? '')?.[1];
    return token !== undefined;
  });
  return token ?? '';
}

async function giveOutSecrets(url: string): Promise<void> {
  const email = 'sara@example.com';
  const signedUp = (await ask(url, '/auth/signup', { email, password, name: 'Sara' })).body;
  const credentials = { authorization: `Bearer ${signedUp.accessToken}` };
  secrets.set('password', password);
  secrets.set('access token', signedUp.accessToken);
  secrets.set('refresh token', signedUp.refreshToken);
  const refreshed = (await ask(url, '/auth/refresh', { refreshToken: signedUp.refreshToken })).body;
  secrets.set('next refresh token', refreshed.refreshToken);
  const { cookie } = await ask(url, '/auth/session', { email, password });
  secrets.set('cookie', cookie.slice(cookie.indexOf('=') + 1));
  const token = await ask(url, '/auth/tokens', { name: 'Script', scopes: ['tasks:read'] }, credentials);
  secrets.set('personal token', token.body.token);
  secrets.set('personal token’s secret half', token.body.token.slice(-32));

  const organization = (await ask(url, '/organizations', { name: 'Acme' }, credentials)).body;
  const invite = await ask(url, `/organizations/${organization.id}/invites`, { email: 'o@example.com' }, credentials);
  const link = (await ask(url, `/invites/${invite.body.id}/link`, {}, credentials)).body.url;
  secrets.set('invite', link.slice(link.indexOf('#') + 1));

  const hooks = `/organizations/${organization.id}/webhooks` as const;
  const signed = { url: 'http://127.0.0.1:1/hook', events: ['team.*'] };
  secrets.set('webhook secret', (await ask(url, hooks, signed, credentials)).body.secret.slice('whsec_'.length));
  const slack = { url: 'http://127.0.0.1:1/services/T0/B0/looked-for-5521-83617', events: ['*'], preset: 'slack' };
  await ask(url, hooks, slack, credentials);
  secrets.set('address of a chat', slack.url.slice(-21));
  const botToken = '110201543:looked-for_8361755219';
  await ask(
    url,
    hooks,
    { url: 'http://127.0.0.1:1', events: ['*'], preset: 'telegram', fields: { botToken, chatId: '-1' } },
    credentials,
  );
  secrets.set('token of a bot', botToken);
  // Its events are sent to unreachable addresses: the failures are logged.
  await ask(url, `/organizations/${organization.id}/teams`, { name: 'Design' }, credentials);

  await ask(url, '/auth/email/verification', {}, credentials);
  secrets.set('confirmation', await mailed(url, 'verify-email', credentials));
  await ask(url, '/auth/password/forgot', { email });
  const reset = await mailed(url, 'password-reset', credentials);
  secrets.set('reset', reset);
  const totp = (await ask(url, '/auth/mfa/totp', {}, credentials)).body;
  secrets.set('secret of the authenticator', totp.secret);
  await ask(url, '/auth/password/reset', { token: reset, password: newPassword });
  secrets.set('new password', newPassword);
}

function* filesIn(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const file = join(path, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile()) yield file;
  }
}

it('leaves no secret that it gave out in its data folder', async () => {
  const app = await startProcess({
    dataDir: folder.path,
    env: { LOG_LEVEL: 'trace', WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' },
  });
  await app.ready();
  await giveOutSecrets(app.url);
  app.child.kill('SIGTERM');
  expect(await app.ended).toBe(0);
  expect(secrets.size).toBe(15);
  for (const [name, secret] of secrets) expect(secret.length, name).toBeGreaterThan(20);

  const results: string[] = [];
  let count = 0;
  const places = [...filesIn(folder.path)].map((file) => [file, readFileSync(file)] as const);
  for (const [location, bytes] of [...places, ['what it printed', Buffer.from(app.output())] as const]) {
    count += bytes.length;
    for (const [name, secret] of secrets) if (bytes.includes(secret)) results.push(`${name} in ${location}`);
  }
  expect(results).toEqual([]);
  // The search covers the right files: it finds the account's address.
  expect(count).toBeGreaterThan(20_000_000);
  expect(places.some(([, bytes]) => bytes.includes('sara@example.com'))).toBe(true);
});
