import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { restOf } from '../../../lib/drafts.ts';
import { newId } from '../../../lib/new-id.ts';
import { useSignal } from '../../../lib/signal.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Button } from '../../../ui/button.tsx';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { wantedReply } from '../../../data/comments/reply.ts';
import { addComment } from '../../../data/comments/queries.ts';
import { typeComment } from '../../../data/presence/heartbeats.ts';
import { TextField } from '../text/text-field.tsx';
import { TypingLine } from './typing-line.tsx';

const longestComment = 50_000;

/** Writes a comment at the foot of the panel; the text is kept until it is sent. One line until somebody writes. */
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
  // It stays large afterwards: what somebody is about to press must not move.
  const [hasBegun, setBegun] = useState(false);
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
  const wanted = useSignal(wantedReply);
  const begin = useEffectEvent((username: string | null) => {
    if (username !== null && draft.latest().trim() === '') change(`@${username} `);
  });
  useEffect(() => {
    if (wanted?.taskId !== taskId) return;
    wantedReply.set(null);
    begin(wanted.username);
    field.current?.querySelector<HTMLElement>('[role=textbox], textarea')?.focus();
  }, [wanted, taskId]);
  return (
    <div
      ref={field}
      className={classNames('composer', isEmpty && !hasBegun && 'composer-small')}
      onFocus={() => setBegun(true)}
    >
      <TypingLine taskId={taskId} />
      <TextField
        organizationId={organizationId}
        label={t('comment.write')}
        placeholder={t('comment.placeholder')}
        value={draft.text}
        maxLength={longestComment}
        minRows={1}
        autoFocus={false}
        onChange={change}
        onSubmit={submit}
      />
      <FormProblem>{send.error && problemText(send.error)}</FormProblem>
      <div className="composer-foot flex justify-end">
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
