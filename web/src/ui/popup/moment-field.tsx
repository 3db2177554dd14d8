import { CalendarClock } from 'lucide-react';
import { useId } from 'react';
import { formatMoment } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../icon.tsx';
import type { ChosenDate } from './date-popup.tsx';
import { DatePopupButton } from './date-popup-button.tsx';
import { morningOf } from './moment.ts';

interface MomentFieldProps {
  readonly label: string;
  readonly at: string | null;
  readonly onChoose: (at: string | null) => void;
}

/** Chooses day and time in the reader's calendar. A day without a time is its morning. */
export function MomentField({ label, at, onChoose }: MomentFieldProps) {
  const dateFormat = useDateFormat();
  const now = useNow();
  const id = useId();
  const choose = ({ day, moment }: ChosenDate) => onChoose(day === null ? moment : morningOf(day, dateFormat.timeZone));
  return (
    <div className="grid gap-1.5">
      <span id={id} className="font-medium text-soft">
        {label}
      </span>
      <DatePopupButton
        label={label}
        id={`${id}-at`}
        aria-labelledby={`${id} ${id}-at`}
        day={null}
        moment={at}
        hasTime
        onChoose={choose}
        className="property justify-self-start border border-line"
      >
        <Icon of={CalendarClock} />
        {at === null ? label : formatMoment(at, dateFormat, now)}
      </DatePopupButton>
    </div>
  );
}
