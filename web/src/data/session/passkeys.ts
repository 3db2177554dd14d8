import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import { api, body } from '../../api/client.ts';
import type { SignInReply } from '../../api/types.ts';
import { ownPassword } from './own-password.ts';
import { PasskeyUnused } from './passkey-support.ts';

// Loaded on first use. WebAuthn Level 3 by @simplewebauthn, as on the server.

/** Requests a passkey and signs in with it, alone or as a second factor. */
export async function answerWithPasskey(mfaToken?: string): Promise<SignInReply> {
  const request =
    mfaToken === undefined ? { purpose: 'sign-in' as const } : { purpose: 'second-factor' as const, mfaToken };
  const { challengeId, options } = await body(api.POST('/auth/passkeys/options', { body: request }));
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  const answer = await unlessUnused(startAuthentication({ optionsJSON }));
  const sessionOrChallenge = mfaToken === undefined ? { session: true } : { mfaToken };
  return body(
    api.POST('/auth/passkeys/sign-in', { body: { challengeId, answer: { ...answer }, ...sessionOrChallenge } }),
  );
}

/**
 * Creates a passkey on this device, or on one that the browser offers, and adds it to the account.
 * @returns recovery codes if it is the first factor beside the password.
 * @throws PasskeyUnused if it was cancelled, Problem `confirm-yourself`.
 */
export async function addPasskey(name: string, password?: string): Promise<readonly string[] | null> {
  const request = { purpose: 'register' as const, ...ownPassword(password) };
  const { challengeId, options } = await body(api.POST('/auth/passkeys/options', { body: request }));
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const answer = await unlessUnused(startRegistration({ optionsJSON }));
  const added = await body(api.POST('/auth/passkeys', { body: { challengeId, name, answer: { ...answer } } }));
  return added.recoveryCodes;
}

async function unlessUnused<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (cause) {
    const isKnown = cause instanceof WebAuthnError && cause.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    throw new PasskeyUnused(isKnown, cause);
  }
}
