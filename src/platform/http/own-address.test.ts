import { describe, expect, it } from 'vitest';
import { isOwnPage, publicAddress, serverAddressOf, sessionCookieFor, withoutBase } from './own-address.ts';

const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;
const lan = publicAddress('http://localhost:8080');
const site = publicAddress('https://tasks.example.com');

describe('the address at which a request reached the app', () => {
  it.each([
    [lan, 0, { host: 'nas.lan:8080' }, 'http://nas.lan:8080', false],
    [lan, 0, { host: 'NAS.lan:80' }, 'http://nas.lan', false],
    [lan, 0, { host: '[fd00::1]:8080' }, 'http://[fd00::1]:8080', false],
    [lan, 0, {}, 'http://localhost:8080', false],
    [lan, 0, { host: 'a@nas.lan' }, 'http://localhost:8080', false],
    [lan, 0, { host: 'nas.lan/x' }, 'http://localhost:8080', false],
    [lan, 0, { host: 'nas.lan:99999' }, 'http://localhost:8080', false],
    // Forwarding headers are ignored unless a trusted proxy is configured.
    [
      lan,
      0,
      { host: 'nas.lan', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'x.example' },
      'http://nas.lan',
      false,
    ],
    [
      lan,
      1,
      { host: 'app:8080', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'nas.lan' },
      'https://nas.lan',
      true,
    ],
    [lan, 1, { host: 'nas.lan', 'x-forwarded-proto': 'https' }, 'https://nas.lan', true],
    [
      lan,
      1,
      { host: 'app', 'x-forwarded-host': 'evil.example, nas.lan', 'x-forwarded-proto': 'https, http' },
      'http://nas.lan',
      false,
    ],
    [lan, 2, { host: 'app', 'x-forwarded-host': 'nas.lan' }, 'http://nas.lan', false],
    [site, 0, { host: 'tasks.example.com' }, 'https://tasks.example.com', true],
    [site, 0, { host: 'nas.lan:8080' }, 'http://nas.lan:8080', false],
    // A proxy that terminates TLS, does not say so, and changes the Host header.
    [site, 0, { host: 'app:8080', 'sec-fetch-site': 'same-origin' }, 'https://app:8080', true],
    [site, 0, { host: 'app:8080', origin: 'https://tasks.example.com' }, 'https://app:8080', true],
    [site, 0, { host: '127.0.0.1:8080' }, 'https://127.0.0.1:8080', true],
    [
      site,
      1,
      { host: 'tasks.internal', 'x-forwarded-proto': 'http', 'sec-fetch-site': 'none' },
      'http://tasks.internal',
      false,
    ],
  ] as const)('%o behind %i proxies with %o is %s', (own, proxies, headers, origin, isSecure) => {
    expect(serverAddressOf(reader(headers), own, proxies)).toMatchObject({ origin, isSecure });
  });
});

it.each([
  [true, '', '__Host-taskuno_session', '/'],
  [true, '/tasks', '__Secure-taskuno_session', '/tasks'],
  [false, '', 'taskuno_session', '/'],
  [false, '/tasks', 'taskuno_session', '/tasks'],
])('the cookie by HTTPS (%s) below “%s” is %s', (isSecure, path, name, cookiePath) => {
  expect(sessionCookieFor({ isSecure }, path)).toEqual({ name, path: cookiePath, isSecure });
});

it.each([
  ['/tasks/api/v1/meta', '/tasks', '/api/v1/meta'],
  ['/api/v1/meta', '/tasks', '/api/v1/meta'],
  ['/tasks', '/tasks', '/'],
  ['/tasksheet', '/tasks', '/tasksheet'],
  ['/tasks', '', '/tasks'],
])('%s below “%s” is %s', (path, base, own) => expect(withoutBase(path, base)).toBe(own));

describe('a page of this app', () => {
  const own = ['http://localhost:8080', 'http://nas.lan:8080'];
  it.each([
    [{ origin: 'http://nas.lan:8080' }],
    [{ origin: 'http://localhost:8080', 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'https://behind.example', 'sec-fetch-site': 'same-origin' }],
  ])('%o', (headers: Record<string, string>) => expect(isOwnPage(reader(headers), own)).toBe(true));

  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'null' }],
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }],
    [{ origin: '' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'http://nas.lan' }],
    [{ origin: 'http://nas.lan:8081' }],
    [{ origin: 'https://nas.lan:8080' }],
    [{ origin: 'http://evil.nas.lan:8080' }],
    [{ origin: 'http://nas.lan.evil.example:8080' }],
    [{ origin: 'http://nas.lan:8080@evil.example' }],
    [{ origin: 'http://user@nas.lan:8080' }],
    [{ origin: 'http://nas.lan:8080.evil.example' }],
    [{ origin: 'http://nas.lan:8080/' }],
    [{ origin: 'http://nas.lan:8080 http://evil.example' }],
    [{ origin: 'HTTP://NAS.LAN:8080' }],
    [{ origin: 'http://nas.lan:8080', 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'http://nas.lan:8080', 'sec-fetch-site': 'same-site' }],
    [{ origin: 'file://' }],
    [{ origin: 'chrome-extension://abc' }],
  ])('is none: %o', (headers: Record<string, string>) => expect(isOwnPage(reader(headers), own)).toBe(false));
});
