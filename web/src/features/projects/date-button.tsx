import { CalendarDays } from 'lucide-react';
import { formatDay } from '../../i18n/dates.ts';
import { useManner } from '../../i18n/use-manner.ts';
import { useNow } from '../../lib/use-now.ts';
import { Icon } from '../../ui/icon.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';

interface DateButtonProps {
  /** Names the date; shown as long as none is chosen. */
  readonly label: string;
  readonly day: string | null;
  readonly onChoose: (day: string | null) => void;
  readonly isReadOnly?: boolean;
}

/** A day, chosen in the reader's own calendar. */
export function DateButton({ label, day, onChoose, isReadOnly = false }: DateButtonProps) {
  const manner = useManner();
  const now = useNow();
  return (
    <DatePopupButton
      label={label}
      day={day}
      onChoose={(chosen) => onChoose(chosen.day)}
      className="property"
      disabled={isReadOnly}
    >
      <Icon of={CalendarDays} />
      {day === null ? label : <time dateTime={day}>{formatDay(day, manner, now)}</time>}
      {day !== null && <span className="sr-only">{label}</span>}
    </DatePopupButton>
  );
}
