import i18next from 'i18next';
import { problemText } from '../../i18n/problem-text.ts';

/** The browser returned no passkey: cancelled, none that matches, or timed out. */
export class PasskeyUnused extends Error {
  /** This device already has a passkey of the account. */
  readonly isKnown: boolean;

  constructor(isKnown: boolean, cause: unknown) {
    super('no passkey was used', { cause });
    this.name = 'PasskeyUnused';
    this.isKnown = isKnown;
  }
}

/** Browsers support passkeys only over HTTPS and on localhost. */
export const hasPasskeys = 'PublicKeyCredential' in globalThis;

export function passkeyProblem(error: unknown): string {
  if (!(error instanceof PasskeyUnused)) return problemText(error);
  return i18next.t(error.isKnown ? 'shared:errors.passkey-known' : 'passkeys.cancelled');
}
