import { createECDH, hkdfSync } from 'node:crypto';
import type { Secrets } from '#platform/startup/secrets.ts';

/** A key pair on P-256 in base64url: the public key as an uncompressed point of 65 bytes (RFC 8292, 3.2). */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** How this installation identifies itself to push services. */
export interface Vapid {
  /** Whom a push service contacts about our messages: `mailto:` or `https:` (RFC 8292, 2.1). */
  readonly subject: string;
  readonly current: VapidKeys;
  /** With the pair from before a rotation of the installation's key, which older subscriptions expect. */
  readonly all: readonly VapidKeys[];
}

export function createVapid({ secretKey, previousKey }: Secrets, subject: string): Vapid {
  const current = vapidKeys(secretKey);
  return { subject, current, all: previousKey === undefined ? [current] : [current, vapidKeys(previousKey)] };
}

/** The order of the curve P-256 (SP 800-186, 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The key pair by which push services recognize this installation (VAPID, RFC 8292). Derived from the installation's
 * key, so every instance has the same pair and a restored backup keeps it. 48 derived bytes are reduced modulo the
 * order of the curve, so that every private key is equally likely (FIPS 186-5, A.2.1).
 */
function vapidKeys(secretKey: string): VapidKeys {
  const bytes = Buffer.from(hkdfSync('sha256', secretKey, '', 'taskuno:web-push', 48));
  const scalar = (BigInt(`0x${bytes.toString('hex')}`) % (order - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}
