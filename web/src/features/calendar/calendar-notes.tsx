import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import type { CalendarUnit } from '../../data/calendar/pages.ts';
import { Button } from '../../ui/button.tsx';

interface CalendarNotesProps {
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly hasMore: boolean;
  readonly max: number;
  readonly isEmpty: boolean;
  readonly isFiltered: boolean;
  readonly unit: CalendarUnit;
  readonly mayCreate: boolean;
}

/** What there is to say about the shown days: that they could not be read, are not complete, or have nothing. */
export function CalendarNotes(props: CalendarNotesProps) {
  const { error, onRetry, hasMore, max, isEmpty, isFiltered, unit, mayCreate } = props;
  const { t } = useTexts();
  if (error) {
    return (
      <div role="alert" className="calendar-note">
        <span className="min-w-0 flex-1">{problemText(error)}</span>
        <Button size="small" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </div>
    );
  }
  if (hasMore) {
    return (
      <p role="note" className="calendar-note">
        {t('taskCalendar.partly', { count: max })}
      </p>
    );
  }
  const nothing = t(unit === 'month' ? 'taskCalendar.emptyMonth' : 'taskCalendar.emptyWeek');
  return (
    <p role="status" className="calendar-empty">
      {isEmpty &&
        (isFiltered ? t('filter.nothing') : mayCreate ? `${nothing} ${t('taskCalendar.emptyHint')}` : nothing)}
    </p>
  );
}
