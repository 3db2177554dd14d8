import { useEffect, useRef, useState } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { classNames } from '../../../lib/class-names.ts';
import { hasDraft } from '../../../lib/use-draft.ts';
import { useSignal } from '../../../lib/signal.ts';
import { wantedReply } from '../../../data/comments/reply.ts';
import { CommentField } from './comment-field.tsx';
import { TypingLine } from './typing-line.tsx';

/** Writes a comment at the foot of the panel. One line until somebody writes. */
export function CommentWriter({ task }: { task: Task }) {
  const { t } = useTexts();
  const draftName = `comment.${task.id}`;
  const field = useRef<HTMLDivElement>(null);
  // It stays large afterwards: what somebody is about to press must not move.
  const [hasBegun, setBegun] = useState(() => hasDraft(draftName));
  const wanted = useSignal(wantedReply);
  useEffect(() => {
    if (wanted !== task.id) return;
    wantedReply.set(null);
    field.current?.querySelector<HTMLElement>('[role=textbox], textarea')?.focus();
  }, [wanted, task.id]);
  return (
    <div ref={field} className={classNames('composer', !hasBegun && 'composer-small')} onFocus={() => setBegun(true)}>
      <TypingLine taskId={task.id} />
      <CommentField
        task={task}
        draftName={draftName}
        label={t('comment.write')}
        placeholder={t('comment.placeholder')}
        send={t('comment.send')}
      />
    </div>
  );
}
