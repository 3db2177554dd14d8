import { useInfiniteQuery } from '@tanstack/react-query';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Avatar } from '../../../ui/avatar.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { MoreButton } from '../../../ui/more-button.tsx';
import { logQuery } from '../../../data/log/queries.ts';
import { TextChanges } from './text-changes.tsx';
import { logSentence } from './log-sentence.ts';
import { useValueNames } from './use-value-names.ts';

/** The history in sentences; newest first. */
export function History({ task }: { task: Task }) {
  const { t } = useTexts();
  const query = useInfiniteQuery(logQuery(task.id));
  const { data, error, refetch } = query;
  const names = useValueNames(task);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-1 gap-3">
      <ol aria-label={t('activity.history')} className="grid grid-cols-1 gap-3">
        {data?.pages
          .flatMap(({ items }) => items)
          // Comments are shown beside the history.
          .filter(({ type }) => type !== 'commented')
          .map((entry) => (
            <li key={entry.id} className="flex gap-3">
              <Avatar name={entry.actor.name ?? ''} size={20} />
              <div className="min-w-0 flex-1 wrap-anywhere text-soft">
                {logSentence(entry, names)}
                <span className="text-meta whitespace-nowrap text-muted">
                  {' · '}
                  <Ago moment={entry.at} />
                </span>
                {entry.field === 'description' &&
                  typeof entry.before === 'string' &&
                  typeof entry.after === 'string' && <TextChanges before={entry.before} after={entry.after} />}
                {entry.reason !== null && <q className="block text-muted">{entry.reason}</q>}
              </div>
            </li>
          ))}
      </ol>
      <MoreButton query={query} />
    </div>
  );
}
