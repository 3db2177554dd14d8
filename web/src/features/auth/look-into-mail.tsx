import { useTexts } from '../../i18n/use-texts.ts';
import { AuthHeading } from './auth-heading.tsx';
import { SendAgain } from './send-again.tsx';
import { sendConfirmation } from '../../data/session/session.ts';
import { useSendsMail } from '../../data/server/use-server.ts';

interface LookIntoMailProps {
  readonly email: string;
  readonly isPart?: boolean;
  readonly onBack: () => void;
}

/** Shown while an account waits for its address to be confirmed. */
export function LookIntoMail({ email, isPart = false, onBack }: LookIntoMailProps) {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  return (
    <>
      <AuthHeading title={t(sendsMail ? 'mailed.title' : 'mailed.offTitle')} isPart={isPart}>
        {t(sendsMail ? 'mailed.confirm' : 'mailed.offConfirm', { email })}
      </AuthHeading>
      {sendsMail && <SendAgain send={() => sendConfirmation(email)} />}
      <button type="button" onClick={onBack} className="justify-self-start text-accent-text hover:underline">
        {t('mailed.toSignIn')}
      </button>
    </>
  );
}
