import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { CheckCheck } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { classNames } from '../../lib/class-names.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Late } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toasts.ts';
import { InboxSkeleton } from './inbox-skeleton.tsx';
import { NotificationRow } from './notification-row.tsx';
import { inboxQuery, readAll } from '../../data/notifications/queries.ts';

const filters = ['all', 'unread'] as const;

export function InboxPage() {
  const { t } = useTexts();
  const { taskId } = useParams({ strict: false });
  const [filter, setFilter] = useState<(typeof filters)[number]>('all');
  const query = useInfiniteQuery(inboxQuery(filter));
  const { data, error, refetch } = query;
  const markAll = useMutation({
    mutationFn: readAll,
    onError: (problem) =>
      showToast({
        tone: 'danger',
        text: t('inbox.failedAll'),
        detail: problemText(problem),
        action: { label: t('common.retry'), run: () => markAll.mutate() },
      }),
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="me-3 text-reading font-semibold">{t('inbox.title')}</h1>
        <div role="group" aria-label={t('inbox.show')} className="flex gap-0.5">
          {filters.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              onClick={() => setFilter(name)}
              className={classNames(
                'h-7 rounded-[6px] px-2.5',
                filter === name ? 'bg-hover font-medium' : 'text-muted hover:text-ink',
              )}
            >
              {t(`inbox.${name}`)}
            </button>
          ))}
        </div>
        <Button
          tone="quiet"
          size="small"
          className="ms-auto"
          disabled={!items.some(({ readAt }) => readAt === null)}
          isBusy={markAll.isPending}
          onClick={() => markAll.mutate()}
        >
          <Icon of={CheckCheck} />
          <span className="max-sm:sr-only">{t('inbox.readAll')}</span>
        </Button>
      </header>
      <div className={classNames('min-h-0 flex-1 overflow-y-auto', taskId !== undefined && 'lg:me-(--panel)')}>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Late>
            <InboxSkeleton />
          </Late>
        ) : items.length === 0 ? (
          <EmptyState title={t('inbox.emptyTitle')} text={t('inbox.emptyText')} />
        ) : (
          <ul aria-label={t('inbox.title')} className="mx-auto max-w-3xl p-2">
            {items.map((item) => (
              <NotificationRow key={item.id} notification={item} />
            ))}
          </ul>
        )}
        <MoreButton query={query} className="mb-6" />
      </div>
      <Outlet />
    </div>
  );
}
