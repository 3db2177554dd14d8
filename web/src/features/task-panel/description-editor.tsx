import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { type Draft, useDraft } from '../../lib/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { MentionField } from './mention-field.tsx';
import type { WholeTask } from './task-view.tsx';
import type { Save } from './use-edits.ts';

interface DescriptionEditorProps {
  readonly task: WholeTask;
  readonly save: Save;
  readonly onDone: () => void;
}

const longestDescription = 100_000;

export const draftName = (taskId: string) => `description.${taskId}`;

export function DescriptionEditor({ task, save, onDone }: DescriptionEditorProps) {
  const { t } = useTexts();
  const draft = useDraft(draftName(task.id), task.description, task.version);
  const isSame = draft.text === draft.base.text;
  const [isSaving, setSaving] = useState(false);

  const giveUp = () => {
    draft.discard();
    onDone();
  };
  const finish = async () => {
    setSaving(true);
    const isSaved = isSame || (await save(baseOf(task, draft), { description: draft.text }));
    setSaving(false);
    if (isSaved) giveUp();
  };
  return (
    <div className="grid gap-2">
      <MentionField
        organizationId={task.organizationId}
        label={t('task.description')}
        placeholder={t('task.descriptionPlaceholder')}
        value={draft.text}
        maxLength={longestDescription}
        minRows={6}
        isReadOnly={isSaving}
        onChange={draft.set}
        onSubmit={() => void finish()}
        onEscape={isSame ? giveUp : undefined}
      />
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={giveUp}>
          {t('common.cancel')}
        </Button>
        <Button tone="primary" size="small" isBusy={isSaving} onClick={() => void finish()}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}

/** The task as it was read when the writing began: others' changes since then are told, not written over. */
function baseOf(task: WholeTask, { base: { text, version } }: Draft): WholeTask {
  return { ...task, description: text, version: version ?? task.version };
}
