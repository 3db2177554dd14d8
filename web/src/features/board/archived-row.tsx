import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import { keepFocusBeside } from '../../lib/focus-beside.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { setArchived } from '../../data/tasks/archive-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

export function ArchivedRow({ task }: { task: KnownTask }) {
  const { t } = useTexts();
  const { id: taskId, teamId, key, title, category, archivedAt } = task;
  return (
    <li className="relative flex items-center gap-3 rounded-normal px-3 py-1.5 hover:bg-hover">
      <StatusRing category={category} />
      <span className="w-20 shrink-0 truncate text-meta text-muted" dir="ltr">
        {key}
      </span>
      <Link
        to="/teams/$teamId/archive/tasks/$taskId"
        params={{ teamId, taskId }}
        className="own-direction min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        {title}
      </Link>
      <span className="text-meta whitespace-nowrap text-muted max-sm:hidden">
        {archivedAt !== null && <Ago moment={archivedAt} />}
      </span>
      <Button
        size="small"
        className="relative z-1"
        onClick={({ currentTarget }) => {
          keepFocusBeside(currentTarget);
          void setArchived(task, false);
        }}
      >
        {t('task.unarchive')}
      </Button>
    </li>
  );
}
