import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { metaQuery } from '../../data/server/queries.ts';
import { queryClient } from '../../api/query-client.ts';
import { useFragment } from '../../lib/fragment.ts';
import { AuthHeading } from './auth-heading.tsx';
import { CheckYourMail } from './check-your-mail.tsx';
import { SignUpForm } from './sign-up-form.tsx';
import { useOtherAddress } from '../../data/server/use-server.ts';

/**
 * Creates the first account: for the first visitor if the server allows it, otherwise by the link that it printed at
 * start.
 */
export function SetupPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const setupToken = useFragment();
  const { data: meta } = useQuery(metaQuery);
  const publicUrl = useOtherAddress();
  const [unconfirmed, setUnconfirmed] = useState('');
  if (unconfirmed !== '') return <CheckYourMail email={unconfirmed} onBack={() => void navigate({ to: '/sign-in' })} />;
  if (meta?.setup === 'done') return <Navigate to="/sign-in" replace />;
  const needsLink = meta?.setup === 'link' && setupToken === '';
  const enter = async () => {
    await navigate({ to: '/', replace: true });
    await queryClient.invalidateQueries(metaQuery);
  };
  return (
    <>
      <AuthHeading title={t('setup.title')}>{t(needsLink ? 'setup.needsLink' : 'setup.text')}</AuthHeading>
      {publicUrl !== null && (
        <p role="note" className="rounded-[6px] border border-line-strong px-3 py-2 text-meta break-words text-warning">
          {t('setup.otherAddress', { own: location.origin, publicUrl })}
        </p>
      )}
      {!needsLink && (
        <SignUpForm
          tokens={setupToken === '' ? {} : { setupToken }}
          onDone={() => void enter()}
          onUnconfirmed={setUnconfirmed}
        />
      )}
    </>
  );
}
