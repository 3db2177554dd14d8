import { useSuspenseQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/use-texts.ts';
import { showToast } from '../../ui/toasts.ts';
import { organizationsQuery } from '../../data/organizations/queries.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { removeTotp } from '../../data/security/queries.ts';

/** Names the organizations that become inaccessible. */
export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { data: organizations } = useSuspenseQuery(organizationsQuery);
  const strict = organizations.filter(({ requireSecondFactor }) => requireSecondFactor);
  const turnOff = async (password?: string) => {
    await removeTotp(password);
    showToast({ text: t('twoSteps.turnedOff') });
    onClose();
  };
  return (
    <PasswordDialog
      title={t('twoSteps.offTitle')}
      submit={t('security.turnOff')}
      isDanger
      onConfirm={turnOff}
      onClose={onClose}
    >
      <p className="text-soft">{t('twoSteps.offText')}</p>
      {strict.map(({ id, name }) => (
        <p key={id} className="text-danger">
          {t('twoSteps.offRequired', { organization: name })}
        </p>
      ))}
    </PasswordDialog>
  );
}
