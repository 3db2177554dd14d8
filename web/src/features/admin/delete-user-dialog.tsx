import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { isProblem } from '../../lib/problem.ts';
import type { AdminUser } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toasts.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { SuccessorField } from './successor-field.tsx';
import { deleteUser } from '../../data/accounts/queries.ts';

/** Confirms the deletion of an account, and asks for a successor if it has open tasks. */
export function DeleteUserDialog({ user, onClose }: { user: AdminUser; onClose: () => void }) {
  const { t } = useTexts();
  const { id, name } = user;
  const [needsSuccessor, setNeedsSuccessor] = useState(false);
  const [successorId, setSuccessorId] = useState('');
  const remove = useMutation({
    mutationFn: () => deleteUser(id, successorId === '' ? null : successorId),
    onSuccess: () => {
      showToast({ text: t('users.done.delete', { name }) });
      onClose();
    },
    onError: (error) => setNeedsSuccessor(needsSuccessor || isProblem(error, 'user-has-active-tasks')),
  });
  return (
    <Dialog
      title={t('users.deleteTitle', { name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            tone="danger"
            isBusy={remove.isPending}
            disabled={needsSuccessor && successorId === ''}
            onClick={() => remove.mutate()}
          >
            {t(needsSuccessor ? 'users.handOver' : 'users.deleteSubmit')}
          </Button>
        </>
      }
    >
      <p className="text-soft">{t('users.deleteText')}</p>
      <FormProblem>{remove.error && problemText(remove.error)}</FormProblem>
      {needsSuccessor && <SuccessorField withoutId={id} value={successorId} onChange={setSuccessorId} />}
    </Dialog>
  );
}
