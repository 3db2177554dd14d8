import { useMutation, useQuery } from '@tanstack/react-query';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { isProblem } from '../../../lib/problem.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { toggleDone } from '../../../data/tasks/close-task.ts';
import { deleteTask, setArchived } from '../../../data/tasks/archive-task.ts';
import { statusesQuery } from '../../../data/workflow/queries.ts';

interface DeleteDialogProps {
  readonly task: Task;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** Confirms the deletion of a task; if it is still open, offers the alternatives instead. */
export function DeleteDialog({ task, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useTexts();
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const remove = useMutation({ mutationFn: () => deleteTask(task), onSuccess: onDeleted });
  const isTooOpen = isProblem(remove.error, 'task-not-closed');

  const instead = (act: () => Promise<void>) => {
    void act();
    onClose();
  };
  const actions = isTooOpen ? (
    <>
      <Button onClick={() => instead(() => setArchived(task, true))}>{t('task.archive')}</Button>
      <Button tone="primary" onClick={() => instead(() => toggleDone(task, statuses))}>
        {t('task.complete')}
      </Button>
    </>
  ) : (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button tone="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
        {t('task.delete')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('task.deleteTitle', { key: task.key })} onClose={onClose} actions={actions}>
      <p className="text-soft">{t('task.deleteText')}</p>
      <FormProblem>{remove.error && problemText(remove.error)}</FormProblem>
    </Dialog>
  );
}
