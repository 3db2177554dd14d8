import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { CopyField } from './copy-field.tsx';
import { Dialog } from './dialog.tsx';

interface ShownOnceDialogProps {
  readonly title: string;
  readonly text: string;
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** A secret to copy. It is shown once, so the dialog closes only by its button. */
export function ShownOnceDialog({ title, text, label, secret, onClose }: ShownOnceDialogProps) {
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
      <CopyField label={label} text={secret} />
    </Dialog>
  );
}
