import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { buttonClass } from '../../ui/button.tsx';
import { AuthHeading } from './auth-heading.tsx';
import { useSendsMail } from '../../data/server/use-server.ts';

/** Shown after people have deleted their account. */
export function AccountDeletedPage() {
  const { t } = useTexts();
  const sendsMail = useSendsMail();
  return (
    <>
      <AuthHeading title={t('left.title')}>{t(sendsMail ? 'left.text' : 'left.textOff')}</AuthHeading>
      <Link to="/sign-in" className={buttonClass({ size: 'large', isWide: true })}>
        {t('left.goodbye')}
      </Link>
    </>
  );
}
