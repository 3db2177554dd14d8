import { codeOf } from '../../src/modules/auth/oslo.ts';

const stepMs = 30_000;

/** The secret that a person types into an authenticator app, as bytes (RFC 4648). */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The current code of an authenticator app; `ahead` steps later, because a code works once. */
export function shownCode(secret: string, ahead = 0): Promise<string> {
  return codeOf(fromBase32(secret), Math.floor(Date.now() / stepMs) + ahead);
}
