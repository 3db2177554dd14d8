import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { dueDay, dueState, formatDue } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useNow } from '../../lib/use-now.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

/** A task's due date; coloured only if it is today or past, and the task is open. */
export function DueText({ task }: { task: Pick<KnownTask, 'dueDate' | 'dueAt' | 'category'> }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const day = dueDay(task, dateFormat.timeZone);
  const text = formatDue(task, dateFormat, now, (near) => t(`dates.${near}`));
  if (day === null || text === null) return null;
  const state = isOpen(task) ? dueState(task, dateFormat.timeZone, now) : 'ahead';
  const colour = { late: 'text-danger', today: 'text-warning', ahead: '' } as const;
  return (
    <time
      dateTime={task.dueAt ?? day}
      className={colour[state ?? 'ahead']}
      title={t('task.dueOn', { date: formatDayLong(day, dateFormat) })}
    >
      {text}
    </time>
  );
}
