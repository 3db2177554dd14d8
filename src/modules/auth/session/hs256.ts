import { compactVerify, errors, type JWTHeaderParameters } from 'jose';
import type { SigningKey } from '../signing-keys.ts';

/** The only accepted algorithm, regardless of the token's header (RFC 8725, 3.1). */
export const onlyHs256 = { algorithms: ['HS256'] };

/** HS256 requires a key at least as long as its digest (RFC 7518, 3.2). */
const leastBytes = 32;

/**
 * Finds the key named in a token's header. Each name belongs to one key.
 * @throws TypeError for an invalid set of keys.
 */
export function keyFinder(keys: readonly SigningKey[]): (header: Pick<JWTHeaderParameters, 'kid'>) => Buffer {
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new TypeError('two keys have one name');
  if (keys.some(({ key }) => key.length < leastBytes)) throw new TypeError('a key is too short for HS256');
  return ({ kid }) => {
    const signingKey = keys.find((key) => key.kid === kid);
    if (!signingKey) throw new errors.JWKSNoMatchingKey();
    return signingKey.key;
  };
}

/** Whether a JWS is signed by one of these keys. The claims are not checked. */
export async function isSignedBy(keys: readonly SigningKey[], jws: string): Promise<boolean> {
  try {
    await compactVerify(jws, keyFinder(keys), onlyHs256);
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}
