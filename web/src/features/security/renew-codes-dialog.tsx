import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { PasswordDialog } from './password-dialog.tsx';
import { reloadSecurity, renewRecoveryCodes } from '../../data/security/queries.ts';
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx';

export function RenewCodesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodesDialog codes={codes} onClose={onClose} />;
  const renew = async (password?: string) => {
    setCodes(await renewRecoveryCodes(password));
    await reloadSecurity();
  };
  return (
    <PasswordDialog title={t('twoSteps.renewTitle')} submit={t('twoSteps.renew')} onConfirm={renew} onClose={onClose}>
      <p className="text-soft">{t('twoSteps.renewText')}</p>
    </PasswordDialog>
  );
}
