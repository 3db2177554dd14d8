import { useState } from 'react';
import { useLineKeys } from '../../../ui/use-line-keys.ts';
import { useWhenRemoved } from '../../../ui/use-when-removed.ts';
import type { Task } from '../../../api/types.ts';
import { GrowingTextArea } from '../../../ui/growing-text-area.tsx';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import type { Save } from '../edits/use-edits.ts';

const longestTitle = 255;

/** The title, edited in place and saved on leaving the field or the task. */
export function TitleField({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  // During editing: the text, and the task as it was when the editing started.
  const [draft, setDraft] = useState<{ readonly base: Task; readonly text: string } | null>(null);
  const { onKeyDown, takeGivenUp } = useLineKeys();

  const finish = () => {
    const title = draft?.text.trim() ?? '';
    const isGivenUp = takeGivenUp();
    setDraft(null);
    if (draft && !isGivenUp && title !== '' && title !== draft.base.title) void save(draft.base, { title });
  };
  useWhenRemoved(finish);
  return (
    <GrowingTextArea
      aria-label={t('task.title')}
      className="title-field own-direction"
      rows={1}
      maxLength={longestTitle}
      readOnly={!mayEdit}
      value={draft?.text ?? task.title}
      onFocus={() => setDraft({ base: task, text: task.title })}
      onChange={(event) => setDraft({ base: draft?.base ?? task, text: event.target.value.replaceAll('\n', ' ') })}
      onBlur={finish}
      onKeyDown={onKeyDown}
    />
  );
}
