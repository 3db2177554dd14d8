import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface SecretDialogProps {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A signing secret, shown once. */
export function SecretDialog({ title, text, secret, onClose }: SecretDialogProps) {
  const { t } = useTexts();
  return (
    <Dialog
      title={title}
      mustAcknowledge
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <p className="text-soft">{text}</p>
      <CopyField label={t('webhooks.secret')} text={secret} />
    </Dialog>
  );
}
