import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { derivedKey } from '#platform/startup/secrets.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { type Person, signUp } from '../../../../test/harness/people.ts';
import { testSecretKey } from '../../../../test/harness/server.ts';
import { isSignedBy } from './hs256.ts';

let test: TestApp;
let person: Person;
let claims: Record<string, unknown>;
let header: { alg: string; typ: string; kid: string };
const key = derivedKey(testSecretKey, 'access tokens');

beforeAll(async () => {
  test = await startApp();
  person = await signUp(test.app);
  const [first = '', second = ''] = person.token.split('.');
  header = JSON.parse(Buffer.from(first, 'base64url').toString());
  claims = JSON.parse(Buffer.from(second, 'base64url').toString());
});
afterAll(() => test.stop());

const statusOf = async (token: string) =>
  (await clientOf(test.app, { authorization: `Bearer ${token}` }).get('/auth/me')).status;
const signed = (changes: object, headers: object = {}, secret: Buffer = key) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, ...headers }).sign(secret);

/** Built by hand, because libraries refuse to create such tokens. */
function forged(head: object, payload: unknown, secret: Buffer = key): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode(head)}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

describe('a forged access token', () => {
  it('is distinguished from a valid one', async () => {
    expect(await statusOf(await signed({}))).toBe(200);
    expect(await statusOf(forged(header, claims))).toBe(200);
  });

  it.each([
    ['another issuer', { iss: 'somebody' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'another-api' }],
    ['no audience', { aud: undefined }],
    ['an end that is over', { exp: 1_700_000_000 }],
    ['no end', { exp: undefined }],
    ['an end that is no number', { exp: 'tomorrow' }],
    ['a beginning that is to come', { nbf: 4_000_000_000 }],
    ['no session', { sid: undefined }],
    ['a session that is a list', { sid: ['x'] }],
    ['a session of nobody', { sid: '00000000-0000-0000-0000-000000000000' }],
    ['a session that is SQL', { sid: "' or 1=1 --" }],
    ['no subject', { sub: undefined }],
  ])('is 401 with %s', async (_what, changes) => {
    const payload = Object.fromEntries(
      Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined),
    );
    expect(await statusOf(forged(header, payload))).toBe(401);
  });

  it.each([
    ['no algorithm', { alg: 'none' }],
    ['another algorithm’s name', { alg: 'HS512' }],
    ['another kind of token', { typ: 'JWT' }],
    ['no kind', { typ: undefined }],
    ['a foreign key’s name', { kid: 'foreign' }],
    ['no key’s name', { kid: undefined }],
    ['a key’s name that is a path', { kid: '../../etc/passwd' }],
    ['a critical extension', { crit: ['exp'], exp: 1 }],
    ['an unencoded payload', { b64: false, crit: ['b64'] }],
  ])('is 401 with %s', async (_what, changes) => {
    const head = Object.fromEntries(
      Object.entries({ ...header, ...changes }).filter(([, value]) => value !== undefined),
    );
    expect(await statusOf(forged(head, claims))).toBe(401);
  });

  it('is 401 with a key of its own in the header', async () => {
    const secret = randomBytes(32);
    const jwk = { kty: 'oct', k: secret.toString('base64url') };
    expect(await statusOf(forged({ ...header, jwk }, claims, secret))).toBe(401);
    expect(await statusOf(forged({ ...header, jku: 'http://127.0.0.1:9/keys' }, claims, secret))).toBe(401);
  });

  it('is 401 with a signature of another algorithm', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsa = await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'RS256' }).sign(privateKey);
    expect(await statusOf(rsa)).toBe(401);
    expect(await statusOf(await signed({}, { alg: 'HS384' }, Buffer.concat([key, key])))).toBe(401);
  });

  it.each([null, [], 'text', 7, { sid: {} }])('is 401 with the claims %j', async (payload) => {
    expect(await statusOf(forged(header, payload))).toBe(401);
  });

  it.each(['.', '..', '...', 'a.b.c', 'é.é.é', `${'A'.repeat(4_000)}.${'B'.repeat(4_000)}.C`])(
    'is 401 as %s',
    async (text) => {
      expect(await statusOf(encodeURI(text))).toBe(401);
    },
  );
});

describe('a set of keys', () => {
  const secret = randomBytes(32);
  const token = forged({ alg: 'HS256', kid: 'one' }, { any: 'thing' }, secret);

  it('verifies with the named key', async () => {
    const other = { kid: 'two', key: randomBytes(32) };
    expect(await isSignedBy([{ kid: 'one', key: secret }, other], token)).toBe(true);
    expect(await isSignedBy([{ kid: 'two', key: secret }], token)).toBe(false);
    expect(await isSignedBy([{ kid: 'one', key: randomBytes(32) }], token)).toBe(false);
    expect(await isSignedBy([], token)).toBe(false);
  });

  it('is refused if two keys have the same name, or one is too short', async () => {
    const one = { kid: 'one', key: secret };
    expect(await isSignedBy([one, { kid: 'one', key: randomBytes(32) }], token)).toBe(false);
    expect(await isSignedBy([one, { kid: 'two', key: randomBytes(31) }], token)).toBe(false);
  });
});
