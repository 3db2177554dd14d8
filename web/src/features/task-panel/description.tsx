import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { hasDraft } from '../../lib/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { useTaskRights } from '../tasks/use-task-rights.ts';
import { DescriptionEditor, draftName } from './description-editor.tsx';
import type { WholeTask } from './task-view.tsx';
import type { Save } from './use-edits.ts';

export function Description({ task, save }: { task: WholeTask; save: Save }) {
  const { t } = useTexts();
  const { edit: mayEdit } = useTaskRights(task);
  // Whoever left in the middle of writing finds it as it was.
  const [isEditing, setEditing] = useState(() => mayEdit && hasDraft(draftName(task.id)));

  if (isEditing) return <DescriptionEditor task={task} save={save} onDone={() => setEditing(false)} />;
  if (task.description === '') {
    return mayEdit ? (
      <button
        type="button"
        className="-mx-2 rounded-[6px] px-2 py-1.5 text-start text-muted hover:bg-hover"
        onClick={() => setEditing(true)}
      >
        {t('task.addDescription')}
      </button>
    ) : null;
  }
  return (
    <section aria-label={t('task.description')} className="group relative">
      <Markdown>{task.description}</Markdown>
      {mayEdit && (
        <Button tone="quiet" size="small" className="-mx-2 mt-1" onClick={() => setEditing(true)}>
          {t('task.editDescription')}
        </Button>
      )}
    </section>
  );
}
