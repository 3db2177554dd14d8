import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useDraft } from '../../lib/use-draft.ts';
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
  // What was read when the writing began: others' changes since then are told, not written over.
  const [base] = useState(task);
  const draft = useDraft(draftName(task.id), base.description);
  const [isSaving, setSaving] = useState(false);

  const finish = async () => {
    setSaving(true);
    const isSaved = draft.text === base.description || (await save(base, { description: draft.text }));
    setSaving(false);
    if (!isSaved) return;
    draft.discard();
    onDone();
  };
  const giveUp = () => {
    draft.discard();
    onDone();
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
        onChange={draft.set}
        onSubmit={() => void finish()}
        onEscape={draft.text === base.description ? giveUp : undefined}
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
