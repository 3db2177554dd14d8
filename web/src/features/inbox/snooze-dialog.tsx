import { useState } from 'react';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { tomorrowMorning } from '../../ui/popup/moment.ts';
import { MomentField } from '../../ui/popup/moment-field.tsx';

interface SnoozeDialogProps {
  readonly onChoose: (until: string) => void;
  readonly onClose: () => void;
}

/** Chooses day and time in the reader's calendar. */
export function SnoozeDialog({ onChoose, onClose }: SnoozeDialogProps) {
  const { t } = useTexts();
  const now = useNow();
  const { timeZone } = useDateFormat();
  const [at, setAt] = useState<string | null>(tomorrowMorning(now, timeZone));
  const [isPast, setPast] = useState(false);

  const choose = (chosen: string | null) => {
    setAt(chosen);
    setPast(false);
  };
  const submit = () => {
    if (at === null || Date.parse(at) <= Date.now()) return setPast(true);
    onClose();
    onChoose(at);
  };
  return (
    <Dialog
      title={t('snooze.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" onClick={submit}>
            {t('snooze.submit')}
          </Button>
        </>
      }
    >
      <MomentField label={t('snooze.when')} at={at} onChoose={choose} />
      <FormProblem>{isPast && t('snooze.isPast')}</FormProblem>
    </Dialog>
  );
}
