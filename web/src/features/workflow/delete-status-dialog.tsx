import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Status } from '../../api/types.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { statusName } from '../tasks/status-name.ts';
import { deleteStatus } from './queries.ts';

interface DeleteStatusDialogProps {
  readonly status: Status;
  readonly statuses: readonly Status[];
  readonly onClose: () => void;
}

/** Takes a status out of the workflow; its tasks go to another one. */
export function DeleteStatusDialog({ status, statuses, onClose }: DeleteStatusDialogProps) {
  const { t } = useTexts();
  const others = statuses.filter(({ id }) => id !== status.id);
  const likely = others.find(({ category }) => category === status.category) ?? others[0];
  const [moveTo, setMoveTo] = useState(likely?.id);
  return (
    <ConfirmDialog
      title={t('workflow.removeTitle', { name: statusName(status.name) })}
      submit={t('workflow.removeSubmit')}
      onConfirm={() => deleteStatus(status, moveTo)}
      onClose={onClose}
    >
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
