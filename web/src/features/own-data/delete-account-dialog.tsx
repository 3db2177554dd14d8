import { useTexts } from '../../i18n/use-texts.ts';
import { basePath } from '../../lib/base-path.ts';
import { deleteAccount } from '../../data/session/change-account.ts';
import { useMe } from '../../data/session/use-me.ts';
import { useSendsMail } from '../../data/server/use-server.ts';
import { PasswordDialog } from '../security/password-dialog.tsx';

/** Afterwards the session has ended, and the app leaves the page. */
export function DeleteAccountDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { email } = useMe();
  const sendsMail = useSendsMail();
  return (
    <PasswordDialog
      title={t('ownData.deleteTitle')}
      submit={t('ownData.deleteSubmit')}
      isDanger
      onConfirm={closeAccount}
      onClose={onClose}
    >
      <p className="text-soft">{sendsMail ? t('ownData.deleteAsk', { email }) : t('ownData.deleteAskOff')}</p>
    </PasswordDialog>
  );
}

async function closeAccount(password?: string): Promise<void> {
  await deleteAccount(password);
  location.assign(`${basePath}/left`);
}
