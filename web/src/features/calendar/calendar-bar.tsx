import { ChevronLeft, ChevronRight, ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { CalendarUnit } from '../../data/calendar/pages.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PartButtons } from '../../ui/part-buttons.tsx';

interface CalendarBarProps {
  readonly title: string;
  readonly unit: CalendarUnit;
  /** Whether there is room for one button only. */
  readonly isNarrow: boolean;
  readonly onStep: (by: 1 | -1) => void;
  readonly onToday: () => void;
  readonly onUnit: (unit: CalendarUnit) => void;
}

/** The name of the shown days, the way to others, and the choice of month or week. */
export function CalendarBar({ title, unit, isNarrow, onStep, onToday, onUnit }: CalendarBarProps) {
  const { t } = useTexts();
  const turn = 'size-8 pointer-coarse:size-11';
  return (
    <div className="calendar-bar">
      <h2 aria-live="polite" className="min-w-0 truncate text-reading font-semibold">
        {title}
      </h2>
      <div className="flex items-center">
        <IconButton
          label={t(unit === 'month' ? 'taskCalendar.previousMonth' : 'taskCalendar.previousWeek')}
          className={turn}
          onClick={() => onStep(-1)}
        >
          <Icon of={ChevronLeft} className="rtl:-scale-x-100" />
        </IconButton>
        <Button tone="quiet" className="pointer-coarse:h-11" title={`${t('dates.today')} (T)`} onClick={onToday}>
          {t('dates.today')}
        </Button>
        <IconButton
          label={t(unit === 'month' ? 'taskCalendar.nextMonth' : 'taskCalendar.nextWeek')}
          className={turn}
          onClick={() => onStep(1)}
        >
          <Icon of={ChevronRight} className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <span className="ms-auto" />
      {isNarrow ? (
        <IconButton
          label={t(unit === 'month' ? 'taskCalendar.showWeek' : 'taskCalendar.showMonth')}
          className={turn}
          onClick={() => onUnit(unit === 'month' ? 'week' : 'month')}
        >
          <Icon of={unit === 'month' ? ChevronsDownUp : ChevronsUpDown} />
        </IconButton>
      ) : (
        <PartButtons
          label={t('taskCalendar.unit')}
          parts={[
            ['month', t('taskCalendar.month')],
            ['week', t('taskCalendar.week')],
          ]}
          shown={unit}
          onChoose={onUnit}
        />
      )}
    </div>
  );
}
