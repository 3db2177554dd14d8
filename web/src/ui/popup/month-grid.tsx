import { type CalendarDate, isSameDay, parseDate, toCalendarDate, toZoned } from '@internationalized/date';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
} from 'react-aria-components/Calendar';
import { formatMonth } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../icon.tsx';
import { isoDay } from './moment.ts';

interface MonthGridProps {
  readonly label: string;
  readonly value: CalendarDate | null;
  /** The present day where the reader is; React Aria's is that of the machine. */
  readonly today: string;
  readonly onChange: (value: CalendarDate) => void;
}

/** A month of the reader's calendar; weeks begin on the reader's first day. */
export function MonthGrid({ label, value, today, onChange }: MonthGridProps) {
  const dateFormat = useDateFormat();
  const present = parseDate(today);
  return (
    <Calendar
      aria-label={label}
      value={value && toZoned(value, dateFormat.timeZone)}
      defaultFocusedValue={value ?? present}
      onChange={(chosen) => onChange(toCalendarDate(chosen))}
      className="month"
    >
      {({ state }) => (
        <>
          <div className="flex items-center justify-between pb-1">
            <Button slot="previous" className="month-step">
              <Icon of={ChevronLeft} className="rtl:-scale-x-100" />
            </Button>
            <Heading className="font-medium">{formatMonth(isoDay(state.visibleRange.start), dateFormat)}</Heading>
            <Button slot="next" className="month-step">
              <Icon of={ChevronRight} className="rtl:-scale-x-100" />
            </Button>
          </div>
          <CalendarGrid weekdayStyle="narrow">
            <CalendarGridHeader>
              {(day) => <CalendarHeaderCell className="month-weekday">{day}</CalendarHeaderCell>}
            </CalendarGridHeader>
            <CalendarGridBody>
              {(date) => (
                <CalendarCell
                  date={date}
                  className={classNames('month-day', isSameDay(date, present) && 'month-today')}
                />
              )}
            </CalendarGridBody>
          </CalendarGrid>
        </>
      )}
    </Calendar>
  );
}
