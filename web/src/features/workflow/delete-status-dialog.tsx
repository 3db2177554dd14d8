import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { statusName } from '../../data/workflow/status-name.ts';
import { deleteStatus, movingQuery } from '../../data/workflow/change-workflow.ts';

interface DeleteStatusDialogProps {
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly onClose: () => void;
}

/** Deletes a status; its tasks move to another one. */
export function DeleteStatusDialog({ status, statuses, onClose }: DeleteStatusDialogProps) {
  const { t } = useTexts();
  const others = statuses.filter(({ id }) => id !== status.id);
  const [moveTo, setMoveTo] = useState(successorOf(status, statuses)?.id);
  const { data: moving } = useQuery(movingQuery(status));
  return (
    <ConfirmDialog
      title={t('workflow.removeTitle', { name: statusName(status.name) })}
      submit={t('workflow.removeSubmit')}
      onConfirm={() => deleteStatus(status, moveTo)}
      onClose={onClose}
    >
      {moving && (
        <p className="mb-3">{t(moving.hasMore ? 'workflow.movesMany' : 'workflow.moves', { count: moving.count })}</p>
      )}
      <SelectField label={t('workflow.moveTo')} value={moveTo} onChange={({ target }) => setMoveTo(target.value)}>
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {statusName(name)}
          </option>
        ))}
      </SelectField>
    </ConfirmDialog>
  );
}

/** The preselected target: the nearest earlier status of the same category, otherwise a neighbour. */
function successorOf(status: Status, statuses: readonly Status[]): Status | undefined {
  const index = statuses.findIndex(({ id }) => id === status.id);
  const before = statuses.slice(0, index);
  return before.find(({ category }) => category === status.category) ?? before.at(-1) ?? statuses[index + 1];
}
