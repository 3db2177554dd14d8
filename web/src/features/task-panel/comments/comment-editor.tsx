import { useMutation } from '@tanstack/react-query';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment } from '../../../api/types.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { changeComment } from '../../../data/comments/queries.ts';
import { TextField } from '../text/text-field.tsx';

const longestComment = 50_000;

interface CommentEditorProps {
  readonly comment: Comment;
  readonly organizationId: string;
  readonly onDone: () => void;
}

export function CommentEditor({ comment: { id, taskId, body }, organizationId, onDone }: CommentEditorProps) {
  const { t } = useTexts();
  const draft = useDraft(`comment-edit.${id}`, body);
  const leave = () => {
    draft.discard();
    onDone();
  };
  const save = useMutation({ mutationFn: () => changeComment(taskId, id, draft.latest().trim()), onSuccess: leave });
  const submit = () => draft.latest().trim() !== '' && save.mutate();
  return (
    <div className="mt-1 grid gap-2">
      <TextField
        organizationId={organizationId}
        label={t('comment.edit')}
        placeholder={t('comment.placeholder')}
        value={draft.text}
        maxLength={longestComment}
        minRows={2}
        isReadOnly={save.isPending}
        onChange={draft.set}
        onSubmit={submit}
        onEscape={() => (draft.latest() === body ? leave() : submit())}
      />
      <FormProblem>{save.error && problemText(save.error)}</FormProblem>
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={leave}>
          {t('common.cancel')}
        </Button>
        <Button size="small" tone="primary" isBusy={save.isPending} onClick={submit}>
          {t('common.save')}
        </Button>
      </div>
    </div>
  );
}
