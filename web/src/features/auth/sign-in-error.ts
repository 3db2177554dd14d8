import i18next from 'i18next';

/** A provider sends the browser back with a code of what went wrong; what we don't know is told in general. */
export function signInError(code: string): string {
  const key = `shared:errors.${code}`;
  return i18next.t((i18next.exists(key) ? key : 'shared:errors.oidc-failed') as 'shared:errors.oidc-failed');
}
