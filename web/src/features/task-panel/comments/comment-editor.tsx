import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment } from '../../../api/types.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { SaveState } from '../../../ui/save-state.tsx';
import { type SaveText, useAutosave } from '../../../ui/use-autosave.ts';
import { changeComment } from '../../../data/comments/queries.ts';
import { TextField } from '../text/text-field.tsx';

const longestComment = 50_000;

interface CommentEditorProps {
  readonly comment: Comment;
  readonly organizationId: string;
  readonly onDone: () => void;
}

/** Changes a comment: it is saved while somebody writes. */
export function CommentEditor({ comment: { id, taskId, body }, organizationId, onDone }: CommentEditorProps) {
  const { t } = useTexts();
  const [start] = useState(body);
  const draft = useDraft(`comment-edit.${id}`, body);
  const frame = useRef<HTMLDivElement>(null);
  const send = useMutation({ mutationFn: (text: string) => changeComment(taskId, id, text) });
  const save: SaveText = async (text) => {
    if (text.trim() === '') return null;
    try {
      await send.mutateAsync(text.trim());
    } catch {
      return null;
    }
    return { text, version: null };
  };
  const mayAutosave = () =>
    draft.latest().trim() !== '' && frame.current?.querySelector('[aria-activedescendant]') === null;
  const autosave = useAutosave({ draft, save, mayAutosave });
  const leave = () => {
    draft.discard();
    onDone();
  };
  const submit = async () => {
    if (await autosave.saveRest()) leave();
  };
  // Also what was saved meanwhile, or is being saved.
  const cancel = async () => {
    draft.set(start);
    if (await autosave.saveRest()) leave();
  };
  return (
    <div ref={frame} className="mt-1 grid gap-2">
      <TextField
        organizationId={organizationId}
        label={t('comment.edit')}
        placeholder={t('comment.placeholder')}
        value={draft.text}
        maxLength={longestComment}
        minRows={2}
        onChange={draft.set}
        onSubmit={() => void submit()}
        onEscape={() => void submit()}
      />
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <SaveState {...autosave} isUnsaved={draft.text !== draft.base.text}>
          {t('markdown.savedWhileTyping')}
        </SaveState>
        <Button size="small" onClick={() => void cancel()}>
          {t('common.cancel')}
        </Button>
        <Button size="small" tone="primary" isBusy={send.isPending} onClick={() => void submit()}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}
