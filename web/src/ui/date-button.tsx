import { CalendarDays } from 'lucide-react';
import { formatDay } from '../i18n/dates.ts';
import { useDateFormat } from '../i18n/use-date-format.ts';
import { classNames } from '../lib/class-names.ts';
import { useNow } from '../lib/use-now.ts';
import { Icon } from './icon.tsx';
import { DatePopupButton } from './popup/date-popup-button.tsx';

interface DateButtonProps {
  /** The label; shown while no date is selected. */
  readonly label: string;
  readonly day: string | null;
  readonly onChoose: (day: string | null) => void;
  readonly isReadOnly?: boolean;
  /** In a row of a list: only the date, and a sign for none. */
  readonly isQuiet?: boolean;
  readonly className?: string;
}

/** Selects a day in the reader's calendar. */
export function DateButton(props: DateButtonProps) {
  const { label, day, onChoose, isReadOnly = false, isQuiet = false, className } = props;
  const dateFormat = useDateFormat();
  const now = useNow();
  return (
    <DatePopupButton
      label={label}
      day={day}
      onChoose={(date) => onChoose(date.day)}
      className={classNames('property', className)}
      disabled={isReadOnly}
    >
      {(!isQuiet || day === null) && <Icon of={CalendarDays} />}
      {day !== null && <time dateTime={day}>{formatDay(day, dateFormat, now)}</time>}
      <span className={classNames((isQuiet || day !== null) && 'sr-only')}>{label}</span>
    </DatePopupButton>
  );
}
