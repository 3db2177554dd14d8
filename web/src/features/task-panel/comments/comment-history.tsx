import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { Comment } from '../../../api/types.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { commentHistoryQuery } from '../../../data/comments/queries.ts';

/** Earlier versions of a comment. */
export function CommentHistory({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const { t } = useTexts();
  const { data: versions, error, refetch } = useQuery(commentHistoryQuery(comment.id));
  return (
    <Dialog
      title={t('comment.history')}
      onClose={onClose}
      actions={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      <ol className="grid grid-cols-1 gap-4">
        {versions?.map(({ at, body }) => (
          <li key={at} className="grid grid-cols-1 gap-1 border-t border-line pt-3 first:border-t-0 first:pt-0">
            <p className="text-meta text-muted">
              <Ago moment={at} />
            </p>
            <Markdown>{body}</Markdown>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
