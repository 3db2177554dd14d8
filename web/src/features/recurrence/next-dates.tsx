import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Recurrence } from '../../api/types.ts';
import { formatDayLong, formatTime } from '../../i18n/dates.ts';
import { dueDay } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { type Due, previewQuery } from '../../data/recurrence/queries.ts';

/** The next dates of a series in the reader's calendar. */
export function NextDates({ recurrence, due }: { recurrence: Recurrence; due: Due }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const rule = useDeferredValue(recurrence.rule);
  const { data, error } = useQuery(previewQuery({ ...recurrence, rule }, due));
  if (error || !data) return null;
  return (
    <section className="grid gap-1.5">
      <h3 className="font-medium text-soft">
        {t(recurrence.from === 'due' ? 'repeat.nextDates' : 'repeat.nextIfDone')}
      </h3>
      <ol aria-label={t('repeat.nextDates')} className="grid gap-1">
        {data.dates.map((date) => {
          const day = dueDay(date, dateFormat.timeZone);
          return (
            <li key={date.dueAt ?? day}>
              <time dateTime={date.dueAt ?? day ?? undefined}>
                {day !== null && formatDayLong(day, dateFormat)}
                {date.dueAt !== null && ` ${formatTime(date.dueAt, dateFormat)}`}
              </time>
            </li>
          );
        })}
      </ol>
      {data.ends && (
        <p className="text-meta text-muted">{t(data.dates.length > 0 ? 'repeat.noMore' : 'repeat.none')}</p>
      )}
    </section>
  );
}
