import { useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';

interface ReasonDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly onSubmit: (reason: string | undefined) => void;
  readonly onClose: () => void;
}

const longestReason = 1_000;

/** Asks for a reason for the history; it may be left empty. */
export function ReasonDialog({ title, submit, onSubmit, onClose }: ReasonDialogProps) {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const finish = () => {
    onSubmit(reason.trim() || undefined);
    onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('reason.back')}</Button>
          <Button tone="primary" onClick={finish}>
            {submit}
          </Button>
        </>
      }
    >
      <TextField
        label={t('reason.label')}
        hint={t('reason.hint')}
        dir="auto"
        maxLength={longestReason}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && finish()}
      />
    </Dialog>
  );
}
