import { useTexts } from '../../i18n/use-texts.ts';
import type { Timeline } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { daysBetween } from '../../data/timeline/scale.ts';

interface TimelineSentenceProps {
  readonly timeline: Timeline;
  /** Whether the timeline has more tasks than are shown. */
  readonly hasMore: boolean;
}

/** When the project will be done, compared with its target. */
export function TimelineSentence({ timeline: { end, targetDate }, hasMore }: TimelineSentenceProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  if (end === null) return null;
  const lateDays = targetDate === null ? 0 : daysBetween(targetDate, end);
  return (
    <p className="text-soft">
      {t('timeline.end', { end: formatDay(end, dateFormat, now) })}
      {targetDate !== null && ' '}
      {targetDate !== null && (
        <span className={lateDays > 0 ? 'text-danger' : ''}>
          {lateDays > 0 ? t('timeline.endLate', { count: lateDays }) : t('timeline.endInTime')}
        </span>
      )}
      {hasMore && ` ${t('timeline.hasMore')}`}
    </p>
  );
}
