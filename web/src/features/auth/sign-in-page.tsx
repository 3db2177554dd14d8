import { Link, useLoaderData, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSecret } from '../../lib/fragment.ts';
import { AuthHeading } from './auth-heading.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { OtherWaysIn } from './other-ways-in.tsx';
import { type SecondFactorAsked, secondFactorMethods } from '../../data/session/session.ts';
import { signInError } from './sign-in-error.ts';
import { SignInSteps } from './sign-in-steps.tsx';
import { useEnter } from './use-enter.ts';

export function SignInPage() {
  const { t } = useTexts();
  const { next, error } = useSearch({ from: '/_guest/sign-in' });
  const providers = useLoaderData({ from: '/_guest/sign-in' });
  const secret = useSecret();
  const asked = askedBehind(secret);
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
    <SignInSteps key={secret} asked={asked} heading={heading} onDone={enter}>
      <OtherWaysIn providers={providers} next={next ?? '/'} onDone={enter} />
    </SignInSteps>
  );
}

/** `#mfa=…&methods=…`: somebody comes from a provider, and their second factor is asked for here. */
function askedBehind(secret: string): SecondFactorAsked | null {
  const given = new URLSearchParams(secret);
  const mfaToken = given.get('mfa');
  if (mfaToken === null) return null;
  const named = (given.get('methods') ?? '').split(' ');
  return { mfaToken, methods: secondFactorMethods.filter((method) => named.includes(method)) };
}
