import { useQuery } from '@tanstack/react-query';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { toggleDone } from '../../../data/tasks/close-task.ts';
import { setArchived } from '../../../data/tasks/archive-task.ts';
import { statusesQuery } from '../../../data/workflow/queries.ts';

/** Offers alternatives to the deletion of an open task, in teams that don't allow it. */
export function StillOpenDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTexts();
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const instead = (act: () => Promise<unknown>) => {
    void act();
    onClose();
  };
  return (
    <Dialog
      title={t('task.stillOpen', { key: task.key })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => instead(() => setArchived(task, true))}>{t('task.archive')}</Button>
          <Button tone="primary" onClick={() => instead(() => toggleDone(task, statuses))}>
            {t('task.complete')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t('shared:errors.task-not-closed')}</p>
    </Dialog>
  );
}
