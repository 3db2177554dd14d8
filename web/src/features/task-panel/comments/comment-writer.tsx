import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { returnToDraft } from '../../../lib/drafts.ts';
import { newId } from '../../../lib/new-id.ts';
import { useSignal } from '../../../lib/signal.ts';
import { useDraft } from '../../../lib/use-draft.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Button } from '../../../ui/button.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { wantedReply } from '../../../data/comments/reply.ts';
import { addComment } from '../../../data/comments/queries.ts';
import { typeComment } from '../../../data/presence/heartbeats.ts';
import { TextField } from '../text/text-field.tsx';
import { TypingLine } from './typing-line.tsx';

const longestComment = 50_000;

/** Writes a comment at the foot of the panel; the text is kept until it is sent. One line until somebody writes. */
export function CommentWriter({ task: { id: taskId, organizationId } }: { task: Task }) {
  const { t } = useTexts();
  const draftName = `comment.${taskId}`;
  const draft = useDraft(draftName);
  /** The comment that the server did not take: sent again as it is, it has the same id. */
  const refused = useRef<{ readonly id: string; readonly text: string } | null>(null);
  const field = useRef<HTMLDivElement>(null);
  // It stays large afterwards: what somebody is about to press must not move.
  const [hasBegun, setBegun] = useState(false);
  const isEmpty = draft.text.trim() === '';
  const submit = () => {
    const text = draft.latest().trim();
    if (text === '') return;
    const comment = refused.current?.text === text ? refused.current : { id: newId(), text };
    change('');
    addComment(taskId, text, comment.id).catch((error: unknown) => {
      refused.current = comment;
      returnToDraft(draftName, text);
      showToast({ tone: 'danger', text: t('comment.failedSend'), detail: problemText(error) });
    });
  };
  const change = (text: string) => {
    draft.set(text);
    typeComment(taskId, text.trim() === '');
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
      <div className="composer-foot flex justify-end">
        <Button size="small" tone={isEmpty ? 'secondary' : 'primary'} disabled={isEmpty} onClick={submit}>
          {t('comment.send')}
        </Button>
      </div>
    </div>
  );
}
