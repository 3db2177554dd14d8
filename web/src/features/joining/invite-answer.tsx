import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import type { InvitePreview } from '../../api/types.ts';
import { AuthHeading } from '../auth/auth-heading.tsx';
import { CheckYourMail } from '../auth/check-your-mail.tsx';
import { meQuery } from '../../data/session/session.ts';
import { SignInSteps } from '../auth/sign-in-steps.tsx';
import { SignUpForm } from '../auth/sign-up-form.tsx';
import { homeOf } from '../teams/home.ts';
import { DeclineInvite } from './decline-invite.tsx';
import { AcceptInvite } from './accept-invite.tsx';
import { acceptInvite } from '../../data/invites/answer-invite.ts';
import { OtherAddress } from './other-address.tsx';

interface InviteAnswerProps {
  readonly token: string;
  readonly invite: InvitePreview;
}

export function InviteAnswer({ token, invite }: InviteAnswerProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const [hasAccount, setHasAccount] = useState(false);
  const [isDeclined, setDeclined] = useState(false);
  const [unconfirmed, setUnconfirmed] = useState('');
  const { email, organizationName: organization, invitedBy } = invite;
  const enter = async (organizationId?: string) => {
    await navigate({ ...(await homeOf(queryClient, { organizationId })), replace: true });
  };
  const accept = async () => enter(await acceptInvite(token));
  const isOther = me !== null && me !== undefined && me.email.toLowerCase() !== email.toLowerCase();

  if (isDeclined) {
    return <AuthHeading title={t('invite.declinedTitle')}>{t('invite.declinedText', { organization })}</AuthHeading>;
  }
  if (unconfirmed !== '') return <CheckYourMail email={unconfirmed} onBack={() => void navigate({ to: '/sign-in' })} />;
  return (
    <>
      <AuthHeading title={t('invite.title', { organization })}>
        {invitedBy === null ? t('invite.forAddress', { email }) : t('invite.byPerson', { actor: invitedBy, email })}
      </AuthHeading>
      {me && (isOther ? <OtherAddress own={me.email} invited={email} /> : <AcceptInvite onAccept={accept} />)}
      {!me && hasAccount && (
        // If accepting fails, its own button is visible by then and shows the reason.
        <SignInSteps email={email} onDone={() => void accept().catch(() => undefined)} />
      )}
      {!me && !hasAccount && (
        <SignUpForm
          email={email}
          tokens={{ inviteToken: token }}
          onDone={() => void enter()}
          onUnconfirmed={setUnconfirmed}
        />
      )}
      {!me && (
        <p className="text-soft">
          {t(hasAccount ? 'signIn.newHere' : 'signUp.known')}{' '}
          <button
            type="button"
            className="text-accent-text underline underline-offset-2"
            onClick={() => setHasAccount(!hasAccount)}
          >
            {t(hasAccount ? 'signIn.makeAccount' : 'signUp.signIn')}
          </button>
        </p>
      )}
      {!isOther && <DeclineInvite token={token} onDeclined={() => setDeclined(true)} />}
    </>
  );
}
