import { z } from 'zod';
import { commaList, onOff, variable, wholeNumber } from './variable.ts';

/** How people sign up and stay signed in. */
export const accountVariables = {
  SIGN_UP: variable(
    z.string().min(1).default('open'),
    'Who can sign up: open, invite, or email domains separated by commas. With domains, an account works after its email address is confirmed.',
  ),
  EMAIL_CONFIRMATION: variable(
    onOff.default('off'),
    'on: an account works after its email address is confirmed. Always on if SIGN_UP lists email domains.',
  ),
  SESSION_IDLE_DAYS: variable(wholeNumber(1, 365).default(30), 'Days of inactivity after which a session expires.'),
  SESSION_ABSOLUTE_DAYS: variable(wholeNumber(1, 730).default(90), 'Days after which a session always expires.'),
  OIDC_PROVIDERS: variable(
    z
      .pipe(
        commaList,
        z.array(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'names may contain lowercase letters, digits and -')),
      )
      .default([]),
    'Names of OpenID Connect providers, separated by commas. For each NAME set OIDC_NAME_ISSUER, OIDC_NAME_CLIENT_ID and OIDC_NAME_CLIENT_SECRET; see docs/openid.md.',
  ),
};

/**
 * Whether an account must confirm its address first: otherwise a mail domain on the allow-list would admit people who
 * cannot read its mail.
 */
export function confirmsAddresses({
  EMAIL_CONFIRMATION,
  SIGN_UP,
}: {
  readonly EMAIL_CONFIRMATION: 'on' | 'off';
  readonly SIGN_UP: string;
}): boolean {
  return EMAIL_CONFIRMATION === 'on' || (SIGN_UP !== 'open' && SIGN_UP !== 'invite');
}
