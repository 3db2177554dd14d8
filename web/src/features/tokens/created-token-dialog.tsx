import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** A new token, shown once. */
export function CreatedTokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Dialog
      title={t('tokens.madeTitle')}
      mustAcknowledge
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <p className="text-soft">{t('tokens.madeText')}</p>
      <CopyField label={t('tokens.token')} text={token} />
    </Dialog>
  );
}
