import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { isProblem } from '../../lib/problem.ts';
import { queryClient } from '../../api/query-client.ts';
import type { SignInReply, User } from '../../api/types.ts';
import { addTextsOf, changeLanguage, currentLanguage } from '../../i18n/language.ts';
import { keys } from './keys.ts';

/** The signed-in person, or null. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return await body(api.GET('/auth/me', { signal }));
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
});

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A sign-in with a correct password that waits for a second factor. */
export interface SecondFactorChallenge {
  readonly mfaToken: string;
  readonly methods: readonly SecondFactorMethod[];
}

export const secondFactorMethods = ['totp', 'passkey', 'recovery-code'] as const;
export type SecondFactorMethod = (typeof secondFactorMethods)[number];

/**
 * Signs in, or returns which second factor is required.
 * @throws Problem `invalid-credentials`, `account-locked`, `email-not-confirmed` and others.
 */
export async function signIn(credentials: Credentials): Promise<SecondFactorChallenge | null> {
  return enter(await body(api.POST('/auth/session', { body: credentials })));
}

/**
 * Finishes a sign-in with a code from an authenticator, or a recovery code.
 * @throws Problem `invalid-code`, `invalid-mfa-token`.
 */
export async function verifyCode(mfaToken: string, code: string): Promise<void> {
  await enter(await body(api.POST('/auth/mfa/verify', { body: { mfaToken, code } })));
}

/**
 * Signs in with a passkey alone, or finishes a sign-in with it.
 * @throws Problem `bad-passkey`, `invalid-mfa-token`; PasskeyUnused if none was used.
 */
export async function signInWithPasskey(mfaToken?: string): Promise<void> {
  const [{ answerWithPasskey }] = await Promise.all([import('./passkeys.ts'), addTextsOf('entry', 'problems')]);
  await enter(await answerWithPasskey(mfaToken));
}

async function enter(reply: SignInReply): Promise<SecondFactorChallenge | null> {
  if ('mfaRequired' in reply) return { mfaToken: reply.mfaToken, methods: reply.methods };
  queryClient.setQueryData(meQuery.queryKey, reply.user);
  await changeLanguage(reply.user.locale);
  return null;
}

export interface NewAccount extends Credentials {
  readonly name: string;
  readonly inviteToken?: string;
  readonly setupToken?: string;
}

/**
 * Creates an account with the language and time zone of this browser, and signs it in.
 * @returns whether it is signed in; otherwise its address has to be confirmed.
 */
export async function signUp(account: NewAccount): Promise<boolean> {
  const locale = currentLanguage();
  const timezone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const draft = { ...account, locale, session: true };
  const reply = await body(api.POST('/auth/signup', { body: { ...draft, timezone } })).catch((error: unknown) => {
    // The server does not know the browser's zone: the sign-up continues without it, and the person can choose one
    // later.
    if (isProblem(error) && error.errors.length === 1 && error.errors[0]?.path === 'timezone')
      return body(api.POST('/auth/signup', { body: draft }));
    throw error;
  });
  if ('confirmationRequired' in reply) return false;
  await enter(reply);
  return true;
}

/** Mails the confirmation link again, if the address waits for it. */
export async function sendConfirmation(email: string): Promise<void> {
  await body(api.POST('/auth/email/verification', { body: { email } }));
}

/** Ends the session; the page stays as it is. */
export async function endSession(): Promise<void> {
  await body(api.DELETE('/auth/session'));
}
