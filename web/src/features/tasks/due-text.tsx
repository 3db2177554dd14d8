import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { dueDay, dueState, formatDue } from '../../i18n/due.ts';
import { useManner } from '../../i18n/use-manner.ts';
import { useNow } from '../../lib/use-now.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

/** When a task is due; coloured only when that is today or past, and the task still open. */
export function DueText({ task }: { task: Pick<KnownTask, 'dueDate' | 'dueAt' | 'category'> }) {
  const { t } = useTexts();
  const manner = useManner();
  const now = useNow();
  const day = dueDay(task, manner.timeZone);
  const text = formatDue(task, manner, now, (near) => t(`dates.${near}`));
  if (day === null || text === null) return null;
  const isOpen = task.category === 'todo' || task.category === 'in_progress';
  const state = isOpen ? dueState(task, manner.timeZone, now) : 'ahead';
  const colour = { late: 'text-danger', today: 'text-warning', ahead: '' } as const;
  return (
    <time
      dateTime={task.dueAt ?? day}
      className={colour[state ?? 'ahead']}
      title={t('task.dueOn', { date: formatDayLong(day, manner) })}
    >
      {text}
    </time>
  );
}
