import { useTexts } from '../../i18n/use-texts.ts';
import { AuthHeading } from './auth-heading.tsx';
import { ResendButton } from './resend-button.tsx';
import { sendConfirmation } from '../../data/session/session.ts';
import { useSendsMail } from '../../data/server/use-server.ts';

interface CheckYourMailProps {
  readonly email: string;
  readonly isPart?: boolean;
  readonly onBack: () => void;
}

/** Shown while an account waits for its address to be confirmed. */
export function CheckYourMail({ email, isPart = false, onBack }: CheckYourMailProps) {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  return (
    <>
      <AuthHeading title={t(sendsMail ? 'mailed.title' : 'mailed.offTitle')} isPart={isPart}>
        {t(sendsMail ? 'mailed.confirm' : 'mailed.offConfirm', { email })}
      </AuthHeading>
      {sendsMail && <ResendButton send={() => sendConfirmation(email)} />}
      <button type="button" onClick={onBack} className="justify-self-start text-accent-text hover:underline">
        {t('mailed.toSignIn')}
      </button>
    </>
  );
}
