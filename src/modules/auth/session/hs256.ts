import { compactVerify, errors, type JWTHeaderParameters } from 'jose';
import type { SigningKey } from '../signing-keys.ts';

/** The one algorithm that is taken, whatever a token says of itself (RFC 8725, 3.1). */
export const onlyHs256 = { algorithms: ['HS256'] };

/** HS256 wants a key as long as its digest at the least (RFC 7518, 3.2). */
const leastBytes = 32;

/**
 * Finds the key that a token names, in a set where each name is one key's alone.
 * @throws TypeError for a set that is no good.
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

/** Whether a JWS is signed by one of these keys; nothing is said of what it claims. */
export async function isSignedBy(keys: readonly SigningKey[], jws: string): Promise<boolean> {
  try {
    await compactVerify(jws, keyFinder(keys), onlyHs256);
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}
