import { useInfiniteQuery } from '@tanstack/react-query';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { MoreButton } from '../../../ui/more-button.tsx';
import { CommentThread } from './comment-thread.tsx';
import { commentsQuery } from '../../../data/comments/queries.ts';

export function Comments({ task }: { task: Task }) {
  const { t } = useTexts();
  const query = useInfiniteQuery(commentsQuery(task.id));
  const { data, error, refetch } = query;
  const comments = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="grid grid-cols-1 gap-5">
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {comments.length > 0 && (
        <ol aria-label={t('activity.comments')} className="grid grid-cols-1 gap-5">
          {comments
            .filter(({ replyToId }) => replyToId === null)
            .map((comment) => (
              <CommentThread
                key={comment.id}
                comment={comment}
                replies={comments.filter(({ replyToId }) => replyToId === comment.id)}
                task={task}
              />
            ))}
        </ol>
      )}
      <MoreButton query={query} />
    </div>
  );
}
