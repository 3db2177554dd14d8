import { CalendarDays } from 'lucide-react';
import { formatDay } from '../i18n/dates.ts';
import { useDateFormat } from '../i18n/use-date-format.ts';
import { classNames } from '../lib/class-names.ts';
import { useNow } from '../lib/use-now.ts';
import { Icon } from './icon.tsx';
import { DatePopupButton } from './popup/date-popup-button.tsx';

interface DateButtonProps {
  /** Names the date; shown as long as none is chosen. */
  readonly label: string;
  readonly day: string | null;
  readonly onChoose: (day: string | null) => void;
  readonly isReadOnly?: boolean;
  /** In a row of a list: the date stands alone, and a sign for none. */
  readonly isQuiet?: boolean;
  readonly className?: string;
}

/** A day, chosen in the reader's own calendar. */
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
