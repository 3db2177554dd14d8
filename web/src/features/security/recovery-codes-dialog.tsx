import { Download } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { saveText } from '../../lib/save-text.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';

interface RecoveryCodesDialogProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Recovery codes, shown once. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  const { t } = useTexts();
  const text = `${codes.join('\n')}\n`;
  return (
    <Dialog
      title={t('recovery.title')}
      mustAcknowledge
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('recovery.kept')}
        </Button>
      }
    >
      <p className="text-soft">{t('recovery.text')}</p>
      <ul
        dir="ltr"
        aria-label={t('recovery.list')}
        className="figure grid grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))] gap-x-4 gap-y-1 rounded-normal border border-line bg-page px-4 py-3 tracking-[0.04em] select-text"
      >
        {codes.map((code) => (
          <li key={code}>
            <code className="figure whitespace-nowrap">{code}</code>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} />
        <Button onClick={() => saveText('taskuno-recovery-codes.txt', text)}>
          <Icon of={Download} />
          {t('recovery.download')}
        </Button>
      </div>
    </Dialog>
  );
}
