import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong, formatMonthShort } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import type { Milestone } from '../../api/types.ts';
import { dayOfMonth } from '../../data/timeline/scale.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

export interface DayState {
  readonly isToday: boolean;
  /** Not of the month that is shown. */
  readonly isOutside: boolean;
  /** Not a working day. */
  readonly isOff: boolean;
  /** The day where the Tab key stops. */
  readonly isActive: boolean;
  /** Where something dragged would be put. */
  readonly isOver: boolean;
}

interface DayCellProps {
  readonly day: string;
  readonly state: DayState;
  /** How many tasks the day has. */
  readonly count: number;
  /** Whether it says its month beside the number. */
  readonly hasMonth: boolean;
  readonly milestones: readonly Milestone[];
  /** Without it, nothing can be created here. */
  readonly onCreate: (() => void) | undefined;
  readonly children: ReactNode;
}

/** A day of the grid: its number, and the tasks that begin on it. */
export function DayCell({ day, state, count, hasMonth, milestones, onCreate, children }: DayCellProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const { isToday, isOutside, isOff, isActive, isOver } = state;
  const date = formatDayLong(day, dateFormat);
  const names = [
    date,
    isToday && t('dates.today'),
    ...milestones.map(({ name }) => t('taskCalendar.milestone', { name })),
    t('taskCalendar.taskCount', { count }),
  ];
  return (
    <div
      role="gridcell"
      data-day={day}
      tabIndex={isActive ? 0 : -1}
      aria-current={isToday ? 'date' : undefined}
      aria-selected={isActive}
      className={classNames(
        'calendar-day',
        isOutside && 'calendar-outside',
        isOff && 'calendar-off',
        isOver && 'calendar-over',
      )}
    >
      <div className="calendar-day-head">
        <span className="sr-only">{names.filter((part) => part !== false).join(t('common.comma'))}</span>
        <span aria-hidden className={classNames('calendar-number', isToday && 'calendar-today')}>
          {formatNumber(dayOfMonth(day, dateFormat.calendar))}
        </span>
        {hasMonth && (
          <span aria-hidden className="calendar-month">
            {formatMonthShort(day, dateFormat)}
          </span>
        )}
        {milestones.map(({ id, name, done }) => (
          <span
            key={id}
            aria-hidden
            title={name}
            className={classNames('calendar-milestone', done && 'calendar-milestone-done')}
          >
            <bdi className="truncate">{name}</bdi>
          </span>
        ))}
        {onCreate && (
          <IconButton
            label={t('taskCalendar.createOn', { date })}
            tabIndex={-1}
            className="calendar-add size-6"
            onClick={onCreate}
          >
            <Icon of={Plus} size={14} />
          </IconButton>
        )}
      </div>
      {children}
    </div>
  );
}
