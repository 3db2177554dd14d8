import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { metaQuery } from '../../data/server/queries.ts';
import { AuthHeading } from './auth-heading.tsx';
import { CheckYourMail } from './check-your-mail.tsx';
import { SignUpForm } from './sign-up-form.tsx';
import { useEnter } from './use-enter.ts';

export function SignUpPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/_guest/sign-up' });
  const enter = useEnter(next);
  const { data: meta } = useQuery(metaQuery);
  const [unconfirmed, setUnconfirmed] = useState('');
  if (unconfirmed !== '') {
    return <CheckYourMail email={unconfirmed} onBack={() => void navigate({ to: '/sign-in', search: { next } })} />;
  }
  return (
    <>
      <AuthHeading title={t('signUp.title')}>
        {t('signUp.known')}{' '}
        <Link to="/sign-in" search={{ next }} className="text-accent-text underline underline-offset-2">
          {t('signUp.signIn')}
        </Link>
      </AuthHeading>
      {meta?.signUp === 'invite' ? (
        <p className="text-soft">{t('shared:errors.sign-up-closed')}</p>
      ) : (
        <SignUpForm onDone={enter} onUnconfirmed={setUnconfirmed} />
      )}
    </>
  );
}
