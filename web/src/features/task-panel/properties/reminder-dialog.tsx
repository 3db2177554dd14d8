import { useState } from 'react';
import type { Reminder, Task } from '../../../api/types.ts';
import { setReminder } from '../../../data/reminders/set-reminder.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { tomorrowMorning } from '../../../ui/popup/moment.ts';
import { MomentField } from '../../../ui/popup/moment-field.tsx';
import { SelectField } from '../../../ui/select-field.tsx';

interface ReminderDialogProps {
  readonly task: Task;
  readonly reminder: Reminder | null;
  readonly onClose: () => void;
}

const repeats = ['never', 'daily', 'weekly'] as const;

/** Chooses day and time of a reminder in the reader's calendar, and whether it repeats. */
export function ReminderDialog({ task, reminder, onClose }: ReminderDialogProps) {
  const { t } = useTexts();
  const now = useNow();
  const { timeZone } = useDateFormat();
  const [at, setAt] = useState<string | null>(reminder?.nextAt ?? tomorrowMorning(now, timeZone));
  const [repeat, setRepeat] = useState<(typeof repeats)[number]>(reminder?.repeat ?? 'never');
  const [isPast, setPast] = useState(false);

  const choose = (chosen: string | null) => {
    setAt(chosen);
    setPast(false);
  };
  const submit = () => {
    if (at === null || Date.parse(at) <= Date.now()) return setPast(true);
    void setReminder(task, { at, repeat: repeat === 'never' ? null : repeat });
    onClose();
  };
  return (
    <Dialog
      title={t('reminder.title', { key: task.key })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" onClick={submit}>
            {t('reminder.submit')}
          </Button>
        </>
      }
    >
      <MomentField label={t('reminder.when')} at={at} onChoose={choose} />
      <SelectField
        label={t('reminder.repeat')}
        value={repeat}
        onChange={({ target }) => setRepeat(repeats.find((one) => one === target.value) ?? 'never')}
      >
        {repeats.map((one) => (
          <option key={one} value={one}>
            {t(`reminder.${one}`)}
          </option>
        ))}
      </SelectField>
      <FormProblem>{isPast && t('reminder.noTime')}</FormProblem>
    </Dialog>
  );
}
