import { useRef, useState } from 'react';
import type { Comment, Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
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
  // A draft is restored when the page is opened again.
  const [answered, setAnswered] = useState(() => (hasDraft(draftName) ? comment : null));
  const [isOpened, setOpened] = useState(false);
  const opener = useRef<Element | null>(null);
  const open = (next: Comment) => {
    opener.current = document.activeElement;
    setOpened(true);
    setAnswered(next);
  };
  const close = () => {
    setAnswered(null);
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
      {answered && (
        <div className="ms-9 mt-3 grid grid-cols-1 gap-2">
          <CommentField
            key={answered.id}
            task={task}
            answered={{ id: answered.id, threadId: comment.id }}
            draftName={draftName}
            label={t('comment.reply', { name: nameOfAuthor(answered, t) })}
            placeholder={t('comment.replyPlaceholder')}
            send={t('comment.sendReply')}
            autoFocus={isOpened}
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
