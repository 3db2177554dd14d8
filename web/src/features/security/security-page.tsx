import { useSearch } from '@tanstack/react-router';
import { signInError } from '../auth/sign-in-error.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { IdentitiesSection } from './identities-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { TwoStepsSection } from './two-steps-section.tsx';

/** Password, second factors, linked accounts and sessions. */
export function SecurityPage() {
  const { error } = useSearch({ from: '/_session/_shell/settings/security' });
  return (
    <>
      {error !== undefined && <FormProblem>{signInError(error)}</FormProblem>}
      <PasswordSection />
      <TwoStepsSection />
      <PasskeysSection />
      <IdentitiesSection />
      <SessionsSection />
    </>
  );
}
