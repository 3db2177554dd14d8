import { useRef } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Described } from '../../../ui/described.tsx';
import type { SaveText } from '../../../ui/use-autosave.ts';
import { waitingChanges } from '../../../data/outbox/outbox.ts';
import { offerUndoOfAll } from '../../../data/tasks/change-task.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { TextField } from './text-field.tsx';
import type { Save } from '../edits/use-edits.ts';

const longestDescription = 100_000;

export function Description({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  const hasPaused = useRef(false);
  const hasOthersText = useRef(false);
  // Changes by others since the editing started are shown, not overwritten.
  const store: SaveText = async (description, { text, version }, reason) => {
    const isQuiet = reason === 'pause' || hasPaused.current;
    if (!hasPaused.current) hasOthersText.current = false;
    hasPaused.current = reason === 'pause';
    const base = { ...task, description: text, version: version ?? task.version };
    const saved = await save(base, { description }, {}, isQuiet);
    if (saved && saved.description !== description) hasOthersText.current = true;
    return saved && { text: saved.description ?? description, version: saved.version };
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
      onEnd={(before, { text: description, version }) => {
        hasPaused.current = false;
        // The text before the editing would delete what others wrote, too.
        if (description === before.text || version === null || hasOthersText.current) return;
        offerUndoOfAll({ ...task, description: before.text }, { description }, version);
      }}
    />
  );
}
