import { type CalendarDate, parseDate, type Time, toCalendarDate, toTime } from '@internationalized/date';
import { useState } from 'react';
import { DateField, DateInput, DateSegment } from 'react-aria-components/DateField';
import { TimeField } from 'react-aria-components/TimeField';
import { useTexts } from '../../i18n/use-texts.ts';
import { addDays, dayOf } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../button.tsx';
import { isoDay, momentAt, zonedFrom } from './moment.ts';
import { MonthGrid } from './month-grid.tsx';
import { Popup, type PopupState } from './popup.tsx';

/** A whole day or a time in it, or neither. */
export interface ChosenDate {
  readonly day: string | null;
  readonly moment: string | null;
}

interface DatePopupProps {
  readonly state: PopupState;
  /** The present day; undefined for that of several things, which may differ. */
  readonly day: string | null | undefined;
  readonly moment: string | null;
  readonly label: string;
  readonly hasTime: boolean;
  readonly onChoose: (date: ChosenDate) => void;
}

const weekDays = 7;

/** Selects a day by typing, in a month of the reader's calendar, or by name; and a time if wanted. */
export function DatePopup({ state, label, day, moment, hasTime, onChoose }: DatePopupProps) {
  const { t } = useTexts();
  const { timeZone } = useDateFormat();
  const now = useNow();
  const start = moment === null ? null : zonedFrom(moment, timeZone);
  const [date, setDate] = useState<CalendarDate | null>(
    start ? toCalendarDate(start) : typeof day === 'string' ? parseDate(day) : null,
  );
  const [time, setTime] = useState<Time | null>(start ? toTime(start) : null);

  const choose = (nextDate: CalendarDate | null, nextTime: Time | null) => {
    const choice = chosenFrom(nextDate, nextTime, timeZone);
    if (choice.day !== day || choice.moment !== moment) onChoose(choice);
    state.close();
  };
  /** What was typed is chosen; nothing is if nothing was. */
  const close = () => (day === undefined && date === null ? state.close() : choose(date, time));
  const today = dayOf(now, timeZone);
  const shortcuts = [
    { label: t('dates.today'), day: today },
    { label: t('dates.tomorrow'), day: addDays(today, 1) },
    { label: t('dates.nextWeek'), day: addDays(today, weekDays) },
  ];
  return (
    <Popup state={{ ...state, close }} label={label} role="dialog">
      <div className="grid gap-3 p-3">
        <div className="flex gap-2" onKeyDown={(event) => event.key === 'Enter' && close()}>
          <DateField aria-label={label} className="min-w-0 flex-1" value={date} onChange={setDate} autoFocus>
            <DateInput className="date-input">
              {(segment) => <DateSegment segment={segment} className="date-segment" />}
            </DateInput>
          </DateField>
          {hasTime && (
            <TimeField
              aria-label={t('dates.time')}
              value={time}
              onChange={setTime}
              hourCycle={24}
              isDisabled={date === null}
            >
              <DateInput className="date-input">
                {(segment) => <DateSegment segment={segment} className="date-segment" />}
              </DateInput>
            </TimeField>
          )}
        </div>
        {/* Another one where another month was typed. */}
        <MonthGrid
          key={date === null ? '' : `${date.year}-${date.month}`}
          label={label}
          value={date}
          today={today}
          onChange={(newDate) => choose(newDate, time)}
        />
        <div className="flex flex-wrap gap-1 border-t border-line pt-2">
          {shortcuts.map((near) => (
            <Button key={near.day} tone="quiet" size="small" onClick={() => choose(parseDate(near.day), time)}>
              {near.label}
            </Button>
          ))}
          <Button tone="quiet" size="small" className="ms-auto" onClick={() => choose(null, null)}>
            {t('dates.clear')}
          </Button>
        </div>
      </div>
    </Popup>
  );
}

function chosenFrom(date: CalendarDate | null, time: Time | null, timeZone: string): ChosenDate {
  if (date === null) return { day: null, moment: null };
  return time === null ? { day: isoDay(date), moment: null } : { day: null, moment: momentAt(date, time, timeZone) };
}
