import { parseDate, Time } from '@internationalized/date';
import { CalendarClock } from 'lucide-react';
import { useId, useState } from 'react';
import type { Reminder, Task } from '../../../api/types.ts';
import { setReminder } from '../../../data/reminders/set-reminder.ts';
import { addDays, dayOf, formatMoment } from '../../../i18n/dates.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Icon } from '../../../ui/icon.tsx';
import type { ChosenDate } from '../../../ui/popup/date-popup.tsx';
import { DatePopupButton } from '../../../ui/popup/date-popup-button.tsx';
import { momentAt } from '../../../ui/popup/moment.ts';
import { SelectField } from '../../../ui/select-field.tsx';

interface ReminderDialogProps {
  readonly task: Task;
  readonly reminder: Reminder | null;
  readonly onClose: () => void;
}

const repeats = ['never', 'daily', 'weekly'] as const;
const morning = new Time(9);

/** Chooses day and time of a reminder in the reader's calendar, and whether it repeats. */
export function ReminderDialog({ task, reminder, onClose }: ReminderDialogProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const whenId = useId();
  const { timeZone } = dateFormat;
  const tomorrow = momentAt(parseDate(addDays(dayOf(now, timeZone), 1)), morning, timeZone);
  const [at, setAt] = useState<string | null>(reminder?.nextAt ?? tomorrow);
  const [repeat, setRepeat] = useState<(typeof repeats)[number]>(reminder?.repeat ?? 'never');
  const [isPast, setPast] = useState(false);

  // A day without a time is its morning.
  const choose = ({ day, moment }: ChosenDate) => {
    setAt(day === null ? moment : momentAt(parseDate(day), morning, timeZone));
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
      <div className="grid gap-1.5">
        <span id={whenId} className="font-medium text-soft">
          {t('reminder.when')}
        </span>
        <DatePopupButton
          label={t('reminder.when')}
          id={`${whenId}-at`}
          aria-labelledby={`${whenId} ${whenId}-at`}
          day={null}
          moment={at}
          hasTime
          onChoose={choose}
          className="property justify-self-start border border-line"
        >
          <Icon of={CalendarClock} />
          {at === null ? t('reminder.when') : formatMoment(at, dateFormat, now)}
        </DatePopupButton>
      </div>
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
