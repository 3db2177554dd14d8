import { useTexts } from '../../i18n/use-texts.ts';
import type { Timeline } from '../../api/types.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { type Scale, xOf } from '../../data/timeline/scale.ts';

type Milestone = Timeline['milestones'][number];

interface MilestoneMarksProps {
  readonly milestones: readonly Milestone[];
  readonly scale: Scale;
  readonly today: string;
}

/** The milestones as diamonds above the chart, each with space for its name up to the next. */
export function MilestoneMarks({ milestones, scale, today }: MilestoneMarksProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const dated = milestones
    .flatMap((one) => (one.date === null ? [] : [{ ...one, date: one.date }]))
    .toSorted((a, b) => a.date.localeCompare(b.date));
  if (dated.length === 0) return null;
  return (
    <div className="timeline-milestones">
      <div aria-hidden className="timeline-corner">
        {t('milestones.title')}
      </div>
      <ul aria-label={t('milestones.title')} className="relative">
        {dated.map((one, index) => {
          const x = xOf(scale, one.date) + scale.dayWidth / 2;
          const next = dated[index + 1];
          const room = next ? xOf(scale, next.date) - xOf(scale, one.date) - 24 : 200;
          const isLate = !one.done && one.date < today;
          return (
            <li
              key={one.id}
              title={one.name}
              className={classNames(
                'timeline-milestone',
                one.done && 'timeline-milestone-done',
                isLate && 'timeline-milestone-late',
              )}
              style={{ insetInlineStart: x, '--room': `${Math.max(0, room)}px` }}
            >
              <span aria-hidden className="timeline-diamond" />
              <bdi aria-hidden className="truncate">
                {one.name}
              </bdi>
              <span className="sr-only">
                {[
                  one.name,
                  formatDayLong(one.date, dateFormat),
                  t('timeline.milestoneCounts', { done: formatNumber(one.closed), total: formatNumber(one.total) }),
                  one.done ? t('timeline.reached') : isLate ? t('timeline.missed') : '',
                ]
                  .filter((part) => part !== '')
                  .join('. ')}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
