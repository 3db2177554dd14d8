import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Timeline } from '../../api/types.ts';
import { formatDay } from '../../i18n/dates.ts';
import { dueDay } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { type TimelineRowData, waitsOf } from './timeline-row.ts';
import { useScrollTarget, type Wanted } from './use-scroll-target.ts';

interface TimelineTableProps {
  readonly timeline: Timeline;
  readonly rows: readonly TimelineRowData[];
  readonly scrollTarget: Wanted;
}

const columns = ['task', 'person', 'start', 'due', 'end', 'slip', 'waits'] as const;

/** The contents of the chart as a table. */
export function TimelineTable({ timeline, rows, scrollTarget }: TimelineTableProps) {
  const { t } = useTexts();
  const waits = waitsOf(timeline);
  useScrollTarget(rows, scrollTarget, (index) =>
    document.getElementById(taskLinkId(rows[index]?.task.id ?? ''))?.focus(),
  );
  return (
    <div className="timeline-frame min-h-0 flex-1 overflow-auto">
      <table className="timeline-table">
        <caption className="sr-only">{t('timeline.title')}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {t(`timeline.columns.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.task.id} row={row} waitsFor={waits.get(row.task.id) ?? []} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row: { task, category, slip, isCritical, end },
  waitsFor,
}: {
  row: TimelineRowData;
  waitsFor: readonly string[];
}) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const { id: taskId, projectId, key, title, assignee, startDate } = task;
  const day = (date: string | null) =>
    date === null ? '–' : <time dateTime={date}>{formatDay(date, dateFormat, now)}</time>;
  return (
    <tr>
      <th scope="row">
        <span className="flex items-center gap-2">
          <StatusRing category={category} />
          <bdi dir="ltr" className="figure text-meta font-normal whitespace-nowrap text-muted">
            {key}
          </bdi>
          <Link
            to="/projects/$projectId/timeline/tasks/$taskId"
            params={{ projectId: projectId ?? '', taskId }}
            search
            id={taskLinkId(taskId)}
            className="own-direction font-normal hover:underline"
          >
            {title}
          </Link>
        </span>
      </th>
      <td>{assignee ? <bdi>{assignee.name}</bdi> : '–'}</td>
      <td>{day(startDate)}</td>
      <td>{day(dueDay(task, dateFormat.timeZone))}</td>
      <td>
        {day(end)}
        {isCritical && <span className="block text-meta text-muted">{t('timeline.critical')}</span>}
      </td>
      <td className={slip > 0 ? 'text-danger' : 'text-muted'}>
        {slip > 0 ? t('timeline.slipShort', { count: slip }) : '–'}
      </td>
      <td>{waitsFor.length === 0 ? '–' : <bdi dir="ltr">{waitsFor.join(', ')}</bdi>}</td>
    </tr>
  );
}
