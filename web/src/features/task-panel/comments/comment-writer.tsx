import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { restOf } from '../../../lib/drafts.ts';
import { newId } from '../../../lib/new-id.ts';
import { useSignal } from '../../../lib/signal.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { wantedReply } from '../../../data/comments/reply.ts';
import { addComment } from '../../../data/comments/queries.ts';
import { typeComment } from '../../../data/presence/heartbeats.ts';
import { TextField } from '../text/text-field.tsx';
import { TypingLine } from './typing-line.tsx';

const longestComment = 50_000;

/** Writes a comment; the text is kept until it is sent. */
export function CommentWriter({ task: { id: taskId, organizationId } }: { task: Task }) {
  const { t } = useTexts();
  const draft = useDraft(`comment.${taskId}`);
  // One attempt creates one comment, however often it is sent.
  const attempt = useRef(newId());
  const send = useMutation({
    mutationFn: (text: string) => addComment(taskId, text, attempt.current),
    onSuccess: (_, text) => {
      typeComment(taskId, true);
      const rest = restOf(draft.latest(), text);
      if (rest === '') draft.discard();
      else draft.set(rest);
      attempt.current = newId();
    },
  });
  const field = useRef<HTMLDivElement>(null);
  const isWanted = useSignal(wantedReply) === taskId;
  useEffect(() => {
    if (!isWanted) return;
    wantedReply.set(null);
    field.current?.querySelector<HTMLElement>('[role=textbox], textarea')?.focus();
  }, [isWanted]);
  const isEmpty = draft.text.trim() === '';
  const submit = () => {
    const text = draft.latest().trim();
    if (text !== '' && !send.isPending) send.mutate(text);
  };
  const change = (text: string) => {
    draft.set(text);
    typeComment(taskId, text.trim() === '');
    attempt.current = newId();
  };
  return (
    <div ref={field} className="grid grid-cols-1 gap-2">
      <TypingLine taskId={taskId} />
      <TextField
        organizationId={organizationId}
        label={t('comment.write')}
        placeholder={t('comment.placeholder')}
        value={draft.text}
        maxLength={longestComment}
        minRows={2}
        autoFocus={false}
        onChange={change}
        onSubmit={submit}
      />
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
      <div className="flex justify-end">
        <Button
          size="small"
          tone={isEmpty ? 'secondary' : 'primary'}
          disabled={isEmpty}
          isBusy={send.isPending}
          onClick={submit}
        >
          {t('comment.send')}
        </Button>
      </div>
    </div>
  );
}
