import { useRef } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Described } from '../../../ui/described.tsx';
import type { SaveText } from '../../../ui/use-autosave.ts';
import { waitingChanges } from '../../../data/outbox/outbox.ts';
import { offerUndoOfAll } from '../../../data/tasks/change-task.ts';
import { tasks } from '../../../data/tasks/tasks.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { TextField } from './text-field.tsx';
import type { Save } from '../edits/use-edits.ts';

const longestDescription = 100_000;

export function Description({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  /** Null if only a card of the task is known, which has no description. */
  const stored = () => tasks.get(task.id)?.description ?? null;
  const hasPaused = useRef(false);
  // Changes by others since the editing started are shown, not overwritten.
  const store: SaveText = async (description, { text: before, version }, reason) => {
    const isQuiet = reason === 'pause' || hasPaused.current;
    hasPaused.current = reason === 'pause';
    const base = { ...task, description: before, version: version ?? task.version };
    if (!(await save(base, { description }, {}, isQuiet))) return null;
    const text = stored();
    return text === null ? { text: description, version: base.version } : { text, version: tasks.versionOf(task.id) };
  };
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
      save={store}
      // A change that waits for the server is not followed by one for each pause.
      mayAutosave={() => waitingChanges.get().length === 0}
      onEnd={({ text }) => {
        hasPaused.current = false;
        const description = stored();
        if (description !== null && description !== text)
          offerUndoOfAll({ ...task, description: text }, { description });
      }}
    />
  );
}
