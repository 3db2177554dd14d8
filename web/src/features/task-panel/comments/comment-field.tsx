import type { ReactNode } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { returnToDraft } from '../../../lib/drafts.ts';
import { newId } from '../../../lib/new-id.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { useWholeText } from '../../../ui/use-whole-text.ts';
import { addComment, type Answered } from '../../../data/comments/queries.ts';
import { typeComment } from '../../../data/presence/heartbeats.ts';
import { TextField } from '../text/text-field.tsx';

const longestComment = 50_000;

interface CommentFieldProps {
  readonly task: Task;
  /** What it answers, if it is a reply. */
  readonly answered?: Answered;
  /** The key under which the draft is stored. */
  readonly draftName: string;
  readonly label: string;
  readonly placeholder: string;
  readonly send: string;
  readonly autoFocus?: boolean;
  readonly onSent?: () => void;
  /** With an empty text. */
  readonly onEscape?: () => void;
  /** Other buttons beside the one that sends. */
  readonly children?: ReactNode;
}

/** Writes a comment. The text is kept until it is sent, and comes back if the server refuses it. */
export function CommentField(props: CommentFieldProps) {
  const { task, answered = null, draftName, label, placeholder, send, autoFocus = false } = props;
  const { onSent, onEscape, children } = props;
  const { t } = useTexts();
  const draft = useDraft(draftName);
  const isEmpty = draft.text.trim() === '';
  const change = (text: string) => {
    draft.set(text);
    typeComment(task.id, text.trim() === '');
  };
  const { whole, isWaiting, whenWhole } = useWholeText();
  const submit = async () => {
    if (!(await whenWhole())) return;
    const text = draft.latest().trim();
    if (text === '') return;
    const comment = draft.refused?.text === text ? draft.refused : { id: newId(), text };
    draft.discard();
    typeComment(task.id, true);
    addComment(task.id, comment, answered).catch((error: unknown) => {
      returnToDraft(draftName, comment);
      showToast({ tone: 'danger', text: t('comment.failedSend'), detail: problemText(error) });
    });
    onSent?.();
  };
  return (
    <>
      <TextField
        organizationId={task.organizationId}
        label={label}
        placeholder={placeholder}
        value={draft.text}
        maxLength={longestComment}
        minRows={1}
        autoFocus={autoFocus}
        onChange={change}
        onSubmit={() => void submit()}
        whole={whole}
        onEscape={isEmpty ? onEscape : undefined}
      />
      <div className="composer-foot flex justify-end gap-2">
        {children}
        <Button
          size="small"
          tone={isEmpty ? 'secondary' : 'primary'}
          disabled={isEmpty}
          isBusy={isWaiting}
          onClick={() => void submit()}
        >
          {send}
        </Button>
      </div>
    </>
  );
}
