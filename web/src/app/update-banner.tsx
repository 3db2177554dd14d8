import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useSignal } from '../lib/signal.ts';
import { hasUnsavedText } from '../lib/unsaved-text.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { isUpdateReady, loadUpdate } from './updates.ts';

/** Offers a newer build. Nothing is loaded again before somebody asks for it. */
export function UpdateBanner() {
  const { t } = useTexts();
  const isReady = useSignal(isUpdateReady);
  const [isConfirming, setConfirming] = useState(false);
  const reload = () => (hasUnsavedText() ? setConfirming(true) : void loadUpdate());
  return (
    <div role="status">
      {isReady && (
        <p className="flex items-center justify-center gap-3 border-b border-line bg-hover px-4 py-1 text-meta text-soft">
          {t('update.ready')}
          <Button size="small" onClick={reload}>
            {t('update.reload')}
          </Button>
        </p>
      )}
      {isConfirming && (
        <ConfirmDialog
          title={t('update.unsavedTitle')}
          submit={t('update.reload')}
          onConfirm={loadUpdate}
          onClose={() => setConfirming(false)}
        >
          {t('update.unsaved')}
        </ConfirmDialog>
      )}
    </div>
  );
}
