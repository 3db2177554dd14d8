import { useEffect, useRef, useState } from 'react';
import type { Comment, Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { onReturnedText } from '../../../lib/drafts.ts';
import { hasDraft } from '../../../lib/use-draft.ts';
import { Button } from '../../../ui/button.tsx';
import { CommentField } from './comment-field.tsx';
import { CommentItem } from './comment-item.tsx';
import { nameOfAuthor } from './name-of-author.ts';

interface CommentThreadProps {
  readonly comment: Comment;
  readonly replies: readonly Comment[];
  readonly task: Task;
}

/** A comment with the replies to it, and the field for another one. */
export function CommentThread({ comment, replies, task }: CommentThreadProps) {
  const { t } = useTexts();
  const draftName = `reply.${comment.id}`;
  const [answered, setAnswered] = useState(comment);
  // A draft is restored when the page is opened again, or when the server refuses the reply: without the focus.
  const [shown, setShown] = useState<'restored' | 'opened' | null>(() => (hasDraft(draftName) ? 'restored' : null));
  useEffect(
    () => onReturnedText((name) => name === draftName && setShown((before) => before ?? 'restored')),
    [draftName],
  );
  const opener = useRef<Element | null>(null);
  const open = (next: Comment) => {
    opener.current = document.activeElement;
    setShown('opened');
    setAnswered(next);
  };
  const close = () => {
    setShown(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const label =
    comment.deletedAt === null
      ? t('comment.replies', { name: nameOfAuthor(comment, t) })
      : t('comment.repliesToDeleted');
  return (
    <li>
      <CommentItem comment={comment} task={task} onReply={() => open(comment)} />
      {replies.length > 0 && (
        <ol aria-label={label} className="ms-9 mt-4 grid grid-cols-1 gap-4">
          {replies.map((reply) => (
            <li key={reply.id}>
              <CommentItem comment={reply} task={task} onReply={() => open(reply)} />
            </li>
          ))}
        </ol>
      )}
      {shown && (
        <div className="ms-9 mt-3 grid grid-cols-1 gap-2">
          <CommentField
            key={answered.id}
            task={task}
            answered={{ id: answered.id, threadId: comment.id }}
            draftName={draftName}
            label={t('comment.reply', { name: nameOfAuthor(answered, t) })}
            placeholder={t('comment.replyPlaceholder')}
            send={t('comment.sendReply')}
            autoFocus={shown === 'opened'}
            onSent={close}
            onEscape={close}
          >
            <Button size="small" onClick={close}>
              {t('common.cancel')}
            </Button>
          </CommentField>
        </div>
      )}
    </li>
  );
}
