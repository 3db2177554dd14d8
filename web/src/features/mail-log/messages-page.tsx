import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { Outlet, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Late, Skeleton } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toasts.ts';
import { emailStatusQuery, messagesQuery, retryFailedMessages } from '../../data/mail-log/queries.ts';
import { MessageFilters } from './message-filters.tsx';
import { MessageRow } from './message-row.tsx';
import { StatusCard } from './status-card.tsx';
import { TestDialog } from './test-dialog.tsx';

/** All mails of the server and their state; without a mail server, with their contents. */
export function MessagesPage() {
  const { t } = useTexts();
  const { messageId } = useParams({ strict: false });
  const filter = useSearch({ from: '/_session/_shell/admin/messages' });
  const query = useInfiniteQuery(messagesQuery(filter));
  const { data, error, refetch } = query;
  const messages = data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="text-reading font-semibold">{t('mailLog.title')}</h1>
        <EmailState />
      </header>
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'min-h-0 flex-1 overflow-y-auto lg:max-w-md lg:border-e lg:border-line',
            messageId !== undefined && 'max-lg:hidden',
          )}
        >
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4 pb-0">
            <Actions />
            <StatusCard />
            <MessageFilters filter={filter} />
          </div>
          {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
          {!data && !error && (
            <Late>
              <div className="grid gap-2 p-4">
                <Skeleton className="h-12" />
                <Skeleton className="h-12" />
              </div>
            </Late>
          )}
          {data && messages.length === 0 && (
            <EmptyState
              title={t(isFiltered ? 'mailLog.nothing' : 'mailLog.emptyTitle')}
              text={t(isFiltered ? 'mailLog.nothingText' : 'mailLog.emptyText')}
            />
          )}
          <ul aria-label={t('mailLog.title')} className="p-2">
            {messages.map((message) => (
              <MessageRow key={message.id} message={message} />
            ))}
          </ul>
          <MoreButton query={query} className="mb-6" />
        </div>
        <div
          className={classNames('min-h-0 min-w-0 flex-1 overflow-y-auto', messageId === undefined && 'max-lg:hidden')}
        >
          <Outlet />
          {messageId === undefined && messages.length > 0 && <p className="p-6 text-muted">{t('mailLog.choose')}</p>}
        </div>
      </div>
    </div>
  );
}

function EmailState() {
  const { t } = useTexts();
  const { data } = useQuery(emailStatusQuery);
  if (!data) return null;
  return (
    <p className="ms-2 flex min-w-0 flex-wrap gap-x-3 text-meta text-muted">
      <span>{t(`mailLog.transports.${data.transport}`)}</span>
      {data.waiting > 0 && (
        <span>{t('mailLog.waitingCount', { count: data.waiting, amount: formatNumber(data.waiting) })}</span>
      )}
      {data.failed > 0 && (
        <span className="text-danger">
          {t('mailLog.failedCount', { count: data.failed, amount: formatNumber(data.failed) })}
        </span>
      )}
    </p>
  );
}

function Actions() {
  const { t } = useTexts();
  const [isTesting, setTesting] = useState(false);
  const { data: status } = useQuery(emailStatusQuery);
  const retry = useMutation({
    mutationFn: retryFailedMessages,
    onSuccess: (count) => showToast({ text: t('mailLog.retriedAll', { count, amount: formatNumber(count) }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setTesting(true)}>{t('mailLog.test')}</Button>
      {status !== undefined && status.failed > 0 && (
        <Button isBusy={retry.isPending} onClick={() => retry.mutate()}>
          {t('mailLog.retryAll')}
        </Button>
      )}
      {isTesting && <TestDialog onClose={() => setTesting(false)} />}
    </div>
  );
}
