import { useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { inputClass } from '../../ui/text-field.tsx';

/** A new token, shown this one time. */
export function MadeTokenDialog({ token, onClose }: { token: string; onClose: () => void }) {
  const { t } = useTexts();
  const id = useId();
  return (
    <Dialog
      title={t('tokens.madeTitle')}
      isFirm
      onClose={onClose}
      actions={
        <Button tone="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <p className="text-soft">{t('tokens.madeText')}</p>
      <div className="grid gap-1.5">
        <label htmlFor={id} className="font-medium text-soft">
          {t('tokens.token')}
        </label>
        <div className="flex items-center gap-2">
          <input
            id={id}
            dir="ltr"
            readOnly
            value={token}
            onFocus={({ target }) => target.select()}
            className={`${inputClass} h-8 min-w-0 flex-1 font-[monospace] text-meta`}
          />
          <CopyButton text={token} />
        </div>
      </div>
    </Dialog>
  );
}
