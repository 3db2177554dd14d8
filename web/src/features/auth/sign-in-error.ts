import i18next from 'i18next';

/** A provider's redirect contains the code of a problem; unknown codes get a general message. */
export function signInError(code: string): string {
  const key = `shared:errors.${code}`;
  return i18next.t((i18next.exists(key) ? key : 'shared:errors.oidc-failed') as 'shared:errors.oidc-failed');
}
