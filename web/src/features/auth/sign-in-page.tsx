import { Link, useLoaderData, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSecret } from '../../lib/fragment.ts';
import { AuthHeading } from './auth-heading.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { OtherSignInMethods } from './other-sign-in-methods.tsx';
import { type SecondFactorChallenge, secondFactorMethods } from '../../data/session/session.ts';
import { signInError } from './sign-in-error.ts';
import { SignInSteps } from './sign-in-steps.tsx';
import { useEnter } from './use-enter.ts';

export function SignInPage() {
  const { t } = useTexts();
  const { next, error } = useSearch({ from: '/_guest/sign-in' });
  const providers = useLoaderData({ from: '/_guest/sign-in' });
  const secret = useSecret();
  const challenge = challengeIn(secret);
  const enter = useEnter(next);
  const heading = (
    <>
      <AuthHeading title={t('signIn.title')}>
        {t('signIn.newHere')}{' '}
        <Link to="/sign-up" search={{ next }} className="text-accent-text underline underline-offset-2">
          {t('signIn.makeAccount')}
        </Link>
      </AuthHeading>
      {error !== undefined && <FormProblem>{signInError(error)}</FormProblem>}
    </>
  );
  return (
    <SignInSteps key={secret} challenge={challenge} heading={heading} onDone={enter}>
      <OtherSignInMethods providers={providers} next={next ?? '/'} onDone={enter} />
    </SignInSteps>
  );
}

/** `#mfa=…&methods=…`: a sign-in by a provider that continues with the second factor. */
function challengeIn(secret: string): SecondFactorChallenge | null {
  const params = new URLSearchParams(secret);
  const mfaToken = params.get('mfa');
  if (mfaToken === null) return null;
  const methodNames = (params.get('methods') ?? '').split(' ');
  return { mfaToken, methods: secondFactorMethods.filter((method) => methodNames.includes(method)) };
}
