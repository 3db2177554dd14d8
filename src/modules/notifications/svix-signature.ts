import { createHmac } from 'node:crypto';
import { equalSecrets } from '#platform/startup/secrets.ts';

export interface SignedRequest {
  /** The signing secret of the sender's endpoint: `whsec_` and base64. */
  readonly secret: string;
  readonly headers: Pick<Headers, 'get'>;
  /** The exact text that was received. */
  readonly body: string;
  readonly now: Date;
}

/** Senders and receivers may disagree on the time by this much. Older messages are replays. */
const toleranceMs = 5 * 60_000;

/**
 * Checks a message signed by Svix, as Resend sends them, or by any sender that follows Standard Webhooks 1.0. Returns
 * its id, the same at each attempt of the sender; null if it is not signed with the secret, or not sent just now.
 * A message can be replayed within five minutes, so its receiver must be idempotent, or remember ids for that long.
 */
export function verifySvix({ secret, headers, body, now }: SignedRequest): string | null {
  const header = (name: string) => headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? '';
  const [id, timestamp, signatures] = [header('id'), header('timestamp'), header('signature')];
  const key = keyOf(secret);
  if (key === null || !/^[\w-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(now.getTime() - Number(timestamp) * 1_000) > toleranceMs) return null;
  const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  // While the sender changes its secret, it signs with the old and the new one.
  return signatures.split(' ').some((signature) => equalSecrets(signature, expected)) ? id : null;
}

function keyOf(secret: string): Buffer | null {
  const [, encoded = ''] = /^(?:whsec_)?([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded, 'base64');
  return key.length < minKeyBytes ? null : key;
}

/** Standard Webhooks 1.0 asks for 24 bytes or more. */
const minKeyBytes = 24;
