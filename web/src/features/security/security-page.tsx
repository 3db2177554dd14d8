import { useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { signInError } from '../auth/sign-in-error.ts';
import { FormProblem } from '../auth/form-problem.tsx';
import { IdentitiesSection } from './identities-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TwoStepsSection } from './two-steps-section.tsx';

/** How I get in, and where I am in. */
export function SecurityPage() {
  const { t } = useTexts();
  const { error } = useSearch({ from: '/_session/_shell/settings/security' });
  return (
    <>
      <h2 className="sr-only">{t('settingsParts.security')}</h2>
      {error !== undefined && <FormProblem>{signInError(error)}</FormProblem>}
      <PasswordSection />
      <TwoStepsSection />
      <PasskeysSection />
      <IdentitiesSection />
      <SessionsSection />
    </>
  );
}
