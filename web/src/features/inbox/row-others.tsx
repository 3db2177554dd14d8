import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classNames } from '../../lib/class-names.ts';
import { Ago } from '../../ui/ago.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import type { InboxFilter } from '../../data/notifications/inbox-rows.ts';
import { rowQuery } from '../../data/notifications/queries.ts';
import { About, WithKeys } from './sentence.tsx';

interface RowOthersProps {
  readonly taskId: string;
  /** The one that the row shows. */
  readonly newestId: string;
  readonly filter: InboxFilter;
  readonly onOpen: () => void;
}

/** The older notifications of a row. */
export function RowOthers({ taskId, newestId, filter, onOpen }: RowOthersProps) {
  const query = useInfiniteQuery(rowQuery(taskId, filter));
  const { data, error, refetch } = query;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <Late>
        <Skeleton className="mx-4 my-2 h-9" />
      </Late>
    );
  }
  const items = data.pages.flatMap((page) => page.items).filter(({ id }) => id !== newestId);
  return (
    <div className="ps-16 pe-3 pb-2">
      <ul className="grid grid-cols-1 border-s border-line">
        {items.map(({ id, title, bodyParts, readAt, createdAt }) => (
          <li key={id} className="relative flex items-baseline gap-3 rounded-normal py-1.5 ps-3 pe-1 hover:bg-hover">
            <Link
              to="/inbox/tasks/$taskId"
              params={{ taskId }}
              onClick={onOpen}
              className="min-w-0 flex-1 after:absolute after:inset-0"
            >
              <span className={classNames('line-clamp-2', readAt === null && 'font-medium')}>
                <WithKeys text={title} />
              </span>
              {bodyParts.length > 1 && <About parts={bodyParts.slice(1)} />}
            </Link>
            <span className="text-meta whitespace-nowrap text-muted">
              <Ago moment={createdAt} />
            </span>
          </li>
        ))}
      </ul>
      <MoreButton query={query} className="mt-2" />
    </div>
  );
}
