import i18next from 'i18next';
import { problemText } from '../../i18n/problem-text.ts';

/** The browser gave no passkey: somebody thought better of it, none fits, or time ran out. */
export class PasskeyUnused extends Error {
  /** This device has one of the account's passkeys already. */
  readonly isKnown: boolean;

  constructor(isKnown: boolean, cause: unknown) {
    super('no passkey was used', { cause });
    this.name = 'PasskeyUnused';
    this.isKnown = isKnown;
  }
}

/** Browsers know passkeys under HTTPS and on localhost alone. */
export const hasPasskeys = 'PublicKeyCredential' in globalThis;

export function passkeyProblem(error: unknown): string {
  if (!(error instanceof PasskeyUnused)) return problemText(error);
  return i18next.t(error.isKnown ? 'shared:errors.passkey-known' : 'passkeys.cancelled');
}
