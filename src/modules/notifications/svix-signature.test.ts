import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { type SignedRequest, verifySvix } from './svix-signature.ts';

const secret = `whsec_${Buffer.alloc(24, 'k').toString('base64')}`;
const otherSecret = `whsec_${Buffer.alloc(24, 'o').toString('base64')}`;
const now = new Date('2026-11-28T10:00:00Z');
const body = '{"type":"email.bounced","data":{"subject":"سلام"}}';

interface Signing {
  readonly by?: string;
  readonly at?: Date;
  readonly prefix?: 'svix' | 'webhook';
  readonly id?: string;
}
/** The headers of a message, signed by the reference implementation. */
function signedHeaders({ by = secret, at = now, prefix = 'svix', id = 'msg_1' }: Signing = {}): Headers {
  return new Headers({
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
    [`${prefix}-signature`]: new Webhook(by).sign(id, at, body),
  });
}
const verify = (headers: Headers, more: Partial<SignedRequest> = {}) =>
  verifySvix({ secret, headers, body, now, ...more });
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

describe('a signed message', () => {
  it('is accepted with the headers of Svix and those of Standard Webhooks', () => {
    expect(verify(signedHeaders())).toBe('msg_1');
    expect(verify(signedHeaders({ prefix: 'webhook' }))).toBe('msg_1');
  });

  it('is accepted while its sender changes secrets and signs with both', () => {
    const headers = signedHeaders();
    const other = signedHeaders({ by: otherSecret }).get('svix-signature');
    headers.set('svix-signature', `v1a,AAAA ${other} ${headers.get('svix-signature')}`);
    expect(verify(headers)).toBe('msg_1');
    headers.set('svix-signature', `v1a,AAAA ${other}`);
    expect(verify(headers)).toBeNull();
  });

  it('is refused with another body, secret, id, time or version', () => {
    const changed = (name: string, value: string) => {
      const headers = signedHeaders();
      headers.set(name, value);
      return verify(headers);
    };
    const [, signature = ''] = (signedHeaders().get('svix-signature') ?? '').split(',');
    expect(verify(signedHeaders(), { body: `${body} ` })).toBeNull();
    expect(verify(signedHeaders(), { secret: otherSecret })).toBeNull();
    expect(changed('svix-id', 'msg_2')).toBeNull();
    expect(changed('svix-timestamp', String(now.getTime() / 1_000 + 1))).toBeNull();
    expect(changed('svix-timestamp', `${now.getTime() / 1_000}.0`)).toBeNull();
    expect(changed('svix-signature', `v2,${signature}`)).toBeNull();
    expect(changed('svix-signature', signature)).toBeNull();
    expect(changed('svix-signature', 'v1,')).toBeNull();
    for (const name of ['svix-id', 'svix-timestamp', 'svix-signature']) expect(changed(name, ''), name).toBeNull();
  });

  it('is refused five minutes before and after it was sent', () => {
    expect(verify(signedHeaders({ at: minutes(-5) }))).toBe('msg_1');
    expect(verify(signedHeaders({ at: minutes(5) }))).toBe('msg_1');
    expect(verify(signedHeaders({ at: minutes(-5.1) }))).toBeNull();
    expect(verify(signedHeaders({ at: minutes(5.1) }))).toBeNull();
  });
});

it('nothing is accepted with a secret that is missing, short or not base64', () => {
  const short = `whsec_${Buffer.alloc(23, 'k').toString('base64')}`;
  const headers = signedHeaders({ by: short });
  expect(verify(headers, { secret: short })).toBeNull();
  for (const wrong of ['', 'whsec_', `${secret} and more`])
    expect(verify(signedHeaders(), { secret: wrong })).toBeNull();
  expect(verify(signedHeaders(), { secret: secret.slice('whsec_'.length) })).toBe('msg_1');
});
