import { parseDate, Time } from '@internationalized/date';
import { CalendarClock } from 'lucide-react';
import { useId, useState } from 'react';
import { addDays, dayOf, formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { ChosenDate } from '../../ui/popup/date-popup.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { momentAt } from '../../ui/popup/moment.ts';

interface SnoozeDialogProps {
  readonly onChoose: (until: string) => void;
  readonly onClose: () => void;
}

const morning = new Time(9);

/** Chooses day and time in the reader's calendar. */
export function SnoozeDialog({ onChoose, onClose }: SnoozeDialogProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const whenId = useId();
  const { timeZone } = dateFormat;
  const tomorrow = momentAt(parseDate(addDays(dayOf(now, timeZone), 1)), morning, timeZone);
  const [at, setAt] = useState<string | null>(tomorrow);
  const [isPast, setPast] = useState(false);

  // A day without a time is its morning.
  const choose = ({ day, moment }: ChosenDate) => {
    setAt(day === null ? moment : momentAt(parseDate(day), morning, timeZone));
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
      <div className="grid gap-1.5">
        <span id={whenId} className="font-medium text-soft">
          {t('snooze.when')}
        </span>
        <DatePopupButton
          label={t('snooze.when')}
          id={`${whenId}-at`}
          aria-labelledby={`${whenId} ${whenId}-at`}
          day={null}
          moment={at}
          hasTime
          onChoose={choose}
          className="property justify-self-start border border-line"
        >
          <Icon of={CalendarClock} />
          {at === null ? t('snooze.when') : formatMoment(at, dateFormat, now)}
        </DatePopupButton>
      </div>
      <FormProblem>{isPast && t('snooze.isPast')}</FormProblem>
    </Dialog>
  );
}
