import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { useDraft } from '../../lib/use-draft.ts';
import { Button } from '../../ui/button.tsx';
import { MarkdownField } from '../../ui/markdown-field.tsx';
import { RichField } from '../../ui/text-editor/rich-field.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { postUpdate } from '../../data/projects/change-project.ts';
import { HealthMark } from './health-mark.tsx';
import { type Health, healths } from '../../data/projects/status.ts';

interface UpdateWriterProps {
  readonly project: Project;
  readonly onDone: () => void;
}

const longestUpdate = 10_000;

/** Posts a status update. */
export function UpdateWriter({ project, onDone }: UpdateWriterProps) {
  const { t } = useTexts();
  const group = useId();
  const draft = useDraft(`update.${project.id}`);
  const [health, setHealth] = useState<Health>(project.health ?? 'on_track');
  const post = useMutation({
    mutationFn: () => postUpdate(project, health, draft.latest().trim()),
    onSuccess: () => {
      draft.discard();
      onDone();
    },
  });
  const send = () => draft.latest().trim() !== '' && !post.isPending && post.mutate();
  return (
    <div className="grid gap-3">
      <fieldset className="grid gap-1">
        <legend className="sr-only">{t('updates.health')}</legend>
        {healths.map((one) => (
          <label
            key={one}
            className="flex h-8 cursor-pointer items-center gap-2.5 rounded-[6px] px-2 has-checked:bg-accent-wash"
          >
            <input
              type="radio"
              name={group}
              checked={health === one}
              onChange={() => setHealth(one)}
              className="size-4"
            />
            <HealthMark health={one} />
          </label>
        ))}
      </fieldset>
      <RichField
        plain={(plain) => <MarkdownField {...plain} />}
        label={t('updates.text')}
        placeholder={t('updates.placeholder')}
        value={draft.text}
        maxLength={longestUpdate}
        minRows={4}
        isReadOnly={post.isPending}
        onChange={draft.set}
        onSubmit={send}
        onEscape={draft.text === '' ? onDone : undefined}
      />
      <FormProblem>{post.error && problemText(post.error)}</FormProblem>
      <div className="flex gap-2">
        <Button tone="primary" isBusy={post.isPending} disabled={draft.text.trim() === ''} onClick={send}>
          {t('updates.post')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </div>
  );
}
