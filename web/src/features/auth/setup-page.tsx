import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { fragment } from '../../lib/fragment.ts';
import { AuthHeading } from './auth-heading.tsx';
import { LookIntoMail } from './look-into-mail.tsx';
import { SignUpForm } from './sign-up-form.tsx';

/** The first account, by the link that the server printed when it started. */
export function SetupPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [setupToken] = useState(fragment);
  const [unconfirmed, setUnconfirmed] = useState('');
  if (unconfirmed !== '') return <LookIntoMail email={unconfirmed} onBack={() => void navigate({ to: '/sign-in' })} />;
  return (
    <>
      <AuthHeading title={t('setup.title')}>{t('setup.text')}</AuthHeading>
      <SignUpForm
        tokens={setupToken === '' ? {} : { setupToken }}
        onDone={() => void navigate({ to: '/', replace: true })}
        onUnconfirmed={setUnconfirmed}
      />
    </>
  );
}
