import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { joinNames } from '../../../i18n/names.ts';
import { formatMoment } from '../../../i18n/dates.ts';
import { useDateFormat } from '../../../i18n/use-date-format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Button } from '../../../ui/button.tsx';
import { setArchived } from '../../../data/tasks/archive-task.ts';

/** Notices above a task: archived, or with people who are not in this organization. */
export function TaskNotices({ task }: { task: Task }) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const people = task.importedPeople ?? [];
  return (
    <>
      {task.archivedAt !== null && (
        <p className="flex flex-wrap items-center gap-3 rounded-[6px] bg-hover px-3 py-2 text-soft">
          <span className="flex-1">
            {t('task.archivedSince', { date: formatMoment(task.archivedAt, dateFormat, now) })}
          </span>
          <Button size="small" onClick={() => void setArchived(task, false)}>
            {t('task.unarchive')}
          </Button>
        </p>
      )}
      {people.length > 0 && (
        <p className="text-meta text-muted">{t('task.importedPeople', { names: joinNames(people) })}</p>
      )}
    </>
  );
}
