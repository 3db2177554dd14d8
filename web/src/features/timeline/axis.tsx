import type { Organization } from '../../api/types.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatMonth } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { weekdayOf } from '../../i18n/weekdays.ts';
import { dayOfMonth, type Month, type Scale, ticksOf, xOf } from '../../data/timeline/scale.ts';

interface AxisProps {
  readonly scale: Scale;
  /** The visible ones. */
  readonly months: readonly Month[];
  readonly today: string;
  readonly weekStart: Organization['weekStart'];
}

/** The months and days above the chart. Hidden from screen readers, because each bar says its dates. */
export function Axis({ scale, months, today, weekStart }: AxisProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  return (
    <div aria-hidden className="timeline-axis">
      <div className="timeline-corner">{t('timeline.task')}</div>
      <div className="relative">
        {months.map((month) => (
          <div
            key={month.first}
            className="timeline-month"
            style={{ insetInlineStart: xOf(scale, month.first), width: month.days * scale.dayWidth }}
          >
            <span className="timeline-month-name">{formatMonth(month.first, dateFormat)}</span>
            {ticksOf(month, scale.zoom, weekStart).map((day) => (
              <span
                key={day}
                className="timeline-tick"
                style={{ insetInlineStart: xOf(scale, day) - xOf(scale, month.first), width: scale.dayWidth }}
              >
                {formatNumber(dayOfMonth(day, dateFormat.calendar))}
              </span>
            ))}
          </div>
        ))}
        <span
          className="timeline-today"
          title={t('dates.today')}
          style={{ insetInlineStart: xOf(scale, today) + scale.dayWidth / 2 }}
        >
          {formatNumber(dayOfMonth(today, dateFormat.calendar))}
        </span>
      </div>
    </div>
  );
}

/** Lines behind the bars, where months and weeks begin. */
export function Lines({ scale, months, weekStart }: Omit<AxisProps, 'today'>) {
  return (
    <div aria-hidden className="timeline-lines">
      {months.map((month) => (
        <span
          key={month.first}
          className="timeline-line timeline-line-month"
          style={{ insetInlineStart: xOf(scale, month.first) }}
        />
      ))}
      {months.flatMap((month) =>
        ticksOf(month, scale.zoom, weekStart)
          .filter((day) => weekdayOf(day) === weekStart)
          .map((day) => <span key={day} className="timeline-line" style={{ insetInlineStart: xOf(scale, day) }} />),
      )}
    </div>
  );
}
