import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Described } from '../../../ui/described.tsx';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { TextField } from './text-field.tsx';
import type { Save } from '../edits/use-edits.ts';

const longestDescription = 100_000;

export function Description({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  return (
    <Described
      of={task}
      label={t('task.description')}
      placeholder={t('task.descriptionPlaceholder')}
      add={t('task.addDescription')}
      draftName={`description.${task.id}`}
      longest={longestDescription}
      isReadOnly={!mayEdit}
      field={(field) => <TextField organizationId={task.organizationId} {...field} />}
      // Changes by others since the editing started are shown, not overwritten.
      save={(description, { text, version }) =>
        save({ ...task, description: text, version: version ?? task.version }, { description })
      }
    />
  );
}
