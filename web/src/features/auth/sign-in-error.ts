import i18next from 'i18next';
import { textIfKnown } from '../../i18n/text-if-known.ts';

/** A provider's redirect contains the code of a problem; unknown codes get a general message. */
export function signInError(code: string): string {
  return textIfKnown(`shared:errors.${code}`) ?? i18next.t('shared:errors.oidc-failed');
}
