import { hash } from 'node:crypto';
import { derivedKey, keyedDigest, type Secrets } from '#platform/startup/secrets.ts';

/** A key and its name in a token's header (JWT `kid`, RFC 7515 4.1.4). */
export interface SigningKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** The keys of auth. The previous key only verifies and never signs. */
export interface SigningKeys {
  readonly access: { readonly current: SigningKey; readonly all: readonly SigningKey[] };
  readonly refresh: Buffer;
  readonly setup: Buffer;
  /** Key of mailed links. */
  readonly links: Buffer;
  /** Keys of encrypted secrets: the first encrypts, all decrypt. */
  readonly encryption: readonly [Buffer, ...Buffer[]];
  readonly serviceKey: string;
}

export function signingKeys({ secretKey, previousKey, serviceKey }: Secrets): SigningKeys {
  const current = signingKey(secretKey);
  return {
    access: { current, all: previousKey === undefined ? [current] : [current, signingKey(previousKey)] },
    refresh: derivedKey(secretKey, 'refresh tokens'),
    setup: derivedKey(secretKey, 'setup link'),
    links: derivedKey(secretKey, 'mailed links'),
    encryption: [
      derivedKey(secretKey, 'sealed secrets'),
      ...(previousKey === undefined ? [] : [derivedKey(previousKey, 'sealed secrets')]),
    ],
    serviceKey,
  };
}

/** The token of the setup link. It is invalid once an account exists. */
export function setupToken(keys: SigningKeys): string {
  return keyedDigest(keys.setup, 'first account');
}

function signingKey(secretKey: string): SigningKey {
  const key = derivedKey(secretKey, 'access tokens');
  return { key, kid: hash('sha256', key, 'base64url').slice(0, 12) };
}
