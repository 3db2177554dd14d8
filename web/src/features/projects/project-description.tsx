import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { hasDraft, useDraft } from '../../lib/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { Markdown } from '../../ui/markdown.tsx';
import { MarkdownField } from '../../ui/markdown-field.tsx';
import { changeProject } from './change-project.ts';

interface ProjectDescriptionProps {
  readonly project: Project;
  readonly isReadOnly: boolean;
}

const longestDescription = 20_000;
const draftName = (id: string) => `project.${id}`;

/** What a project is for. */
export function ProjectDescription({ project, isReadOnly }: ProjectDescriptionProps) {
  const { t } = useTexts();
  // Whoever left in the middle of writing finds it as it was.
  const [isEditing, setEditing] = useState(() => hasDraft(draftName(project.id)));
  if (isEditing && !isReadOnly) return <Editor project={project} onDone={() => setEditing(false)} />;
  if (project.description === '') {
    return isReadOnly ? null : (
      <button
        type="button"
        className="-mx-2 rounded-[6px] px-2 py-1.5 text-start text-muted hover:bg-hover"
        onClick={() => setEditing(true)}
      >
        {t('projects.addDescription')}
      </button>
    );
  }
  return (
    <section aria-label={t('projects.description')}>
      <Markdown>{project.description}</Markdown>
      {!isReadOnly && (
        <Button tone="quiet" size="small" className="-mx-2 mt-1" onClick={() => setEditing(true)}>
          {t('task.editDescription')}
        </Button>
      )}
    </section>
  );
}

function Editor({ project, onDone }: { project: Project; onDone: () => void }) {
  const { t } = useTexts();
  const draft = useDraft(draftName(project.id), project.description);
  const [isSaving, setSaving] = useState(false);
  const giveUp = () => {
    draft.discard();
    onDone();
  };
  const finish = async () => {
    setSaving(true);
    const isSaved = await changeProject(project, { description: draft.text });
    setSaving(false);
    if (isSaved) giveUp();
  };
  return (
    <div className="grid gap-2">
      <MarkdownField
        label={t('projects.description')}
        placeholder={t('projects.descriptionPlaceholder')}
        value={draft.text}
        maxLength={longestDescription}
        minRows={5}
        isReadOnly={isSaving}
        onChange={draft.set}
        onSubmit={() => void finish()}
        onEscape={draft.text === project.description ? giveUp : undefined}
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
