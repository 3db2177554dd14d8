import { errors, jwtVerify, SignJWT } from 'jose';
import { type Clock, latestEnd } from '#platform/clock.ts';
import { parseId, type UserId } from '#platform/ids.ts';
import type { SigningKeys } from '../signing-keys.ts';
import { keyFinder, onlyHs256 } from './hs256.ts';

export const accessTokenSeconds = 15 * 60;
const issuer = 'taskuno';
const audience = 'taskuno-api';
const type = 'at+jwt';

export interface AccessTokenClaims {
  readonly sessionId: string;
  readonly expiresAt: string;
}

/** Creates a JWT access token (RFC 9068), valid for 15 minutes, signed with HS256, with a `kid`. */
export async function signAccessToken(keys: SigningKeys, clock: Clock, userId: UserId, sid: string): Promise<string> {
  const { kid, key } = keys.access.current;
  const nowSeconds = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT({ sid })
    .setProtectedHeader({ alg: 'HS256', typ: type, kid })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + accessTokenSeconds)
    .sign(key);
}

/** The claims of a token; null for every token that we did not issue (RFC 8725: one algorithm, all claims checked). */
export async function readAccessToken(
  keys: SigningKeys,
  clock: Clock,
  token: string,
): Promise<AccessTokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, keyFinder(keys.access.all), {
      ...onlyHs256,
      issuer,
      audience,
      typ: type,
      requiredClaims: ['exp', 'iat', 'sub', 'sid'],
      currentDate: clock.now(),
    });
    const sid = typeof payload['sid'] === 'string' ? parseId(payload['sid']) : null;
    if (sid === null || payload.exp === undefined) return null;
    const expiresAt = new Date(payload.exp * 1000).toISOString();
    return expiresAt > latestEnd(clock.now(), accessTokenSeconds * 1000) ? null : { sessionId: sid, expiresAt };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
}
