import { type KeyboardEvent, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { GrowingTextArea } from '../../../ui/growing-text-area.tsx';
import { useTexts } from '../../../i18n/use-texts.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import type { Save } from '../edits/use-edits.ts';

const longestTitle = 255;

/** The title, edited in place and saved on leaving the field. */
export function TitleField({ task, save }: { task: Task; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  // During editing: the text, and the task as it was when the editing started.
  const [draft, setDraft] = useState<{ readonly base: Task; readonly text: string } | null>(null);
  const isGivenUp = useRef(false);

  const finish = () => {
    const title = draft?.text.trim() ?? '';
    setDraft(null);
    if (draft && !isGivenUp.current && title !== '' && title !== draft.base.title) void save(draft.base, { title });
    isGivenUp.current = false;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') event.currentTarget.blur();
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    isGivenUp.current = true;
    event.currentTarget.blur();
  };
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
