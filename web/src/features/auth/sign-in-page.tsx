import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { AuthHeading } from './auth-heading.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/_guest/sign-in' });
  return (
    <>
      <AuthHeading title={t('signIn.title')}>
        {t('signIn.newHere')}{' '}
        <Link
          to="/sign-up"
          search={next === undefined ? {} : { next }}
          className="text-accent-text underline underline-offset-2"
        >
          {t('signIn.makeAccount')}
        </Link>
      </AuthHeading>
      <SignInForm onDone={() => void navigate({ href: next ?? '/', replace: true })} />
    </>
  );
}
