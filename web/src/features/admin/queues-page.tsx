import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { FailedEvent, FailedJob, Queue } from '../../api/types.ts';
import { formatNumber, formatSeconds } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Unread } from '../../ui/unread.tsx';
import {
  failedEventsQuery,
  failedJobsQuery,
  queuesQuery,
  retryEvents,
  retryJobs,
} from '../../data/administration/queries.ts';

/** Background work: what waits, and what failed permanently, to be tried again. */
export function QueuesPage() {
  const { t } = useTexts();
  const query = useQuery(queuesQuery);
  const queues = query.data?.items ?? [];
  const busy = queues.filter(({ waiting, active, failed }) => waiting + active + failed > 0);
  return (
    <Page title={t('admin.queues')}>
      <Unread query={query} />
      {query.data && (
        <Section title={t('admin.jobsWaiting')} text={t('admin.queuesText')}>
          {busy.length === 0 && (
            <p className="text-soft">{t('admin.queuesEmpty', { amount: formatNumber(queues.length) })}</p>
          )}
          <ul aria-label={t('admin.queues')} className="grid grid-cols-[minmax(0,1fr)]">
            {busy.map((queue) => (
              <QueueRow key={queue.name} queue={queue} />
            ))}
          </ul>
        </Section>
      )}
      <FailedEvents />
    </Page>
  );
}

function useRetry(retry: (ids?: string[]) => Promise<number>) {
  const { t } = useTexts();
  return useMutation({
    mutationFn: (ids?: string[]) => retry(ids),
    onSuccess: (count) => showToast({ text: t('admin.retried', { count, amount: formatNumber(count) }) }),
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
}

function QueueRow({ queue: { name, waiting, active, failed, oldestSeconds } }: { queue: Queue }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const retry = useRetry((ids) => retryJobs(name, ids));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2 border-b border-line py-3 last:border-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <h3 className="font-medium">
            <bdi dir="ltr" className="wrap-anywhere">
              {name}
            </bdi>
          </h3>
          <p className="flex flex-wrap gap-x-3 text-meta text-muted">
            <span>{t('admin.waiting', { amount: formatNumber(waiting) })}</span>
            <span>{t('admin.active', { amount: formatNumber(active) })}</span>
            {failed > 0 && <span className="text-danger">{t('admin.failed', { amount: formatNumber(failed) })}</span>}
            {oldestSeconds >= 1 && <span>{t('admin.oldest', { time: formatSeconds(oldestSeconds) })}</span>}
          </p>
        </div>
        {failed > 0 && (
          <div className="flex gap-2">
            <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {t(isOpen ? 'admin.hideErrors' : 'admin.showErrors')}
            </Button>
            <Button isBusy={retry.isPending} onClick={() => retry.mutate(undefined)}>
              {t('admin.retryAll')}
            </Button>
          </div>
        )}
      </div>
      {isOpen && failed > 0 && <FailedJobs name={name} onRetry={(id) => retry.mutate([id])} />}
    </li>
  );
}

function FailedJobs({ name, onRetry }: { name: string; onRetry: (id: string) => void }) {
  const query = useQuery(failedJobsQuery(name));
  return (
    <>
      <Unread query={query} />
      <Failures entries={query.data?.items ?? []} onRetry={onRetry} />
    </>
  );
}

function FailedEvents() {
  const { t } = useTexts();
  const query = useQuery(failedEventsQuery);
  const retry = useRetry(retryEvents);
  const events = query.data?.items ?? [];
  if (events.length === 0) return null;
  return (
    <Section
      title={t('admin.failedEvents')}
      text={t('admin.failedEventsText')}
      action={
        <Button isBusy={retry.isPending} onClick={() => retry.mutate(undefined)}>
          {t('admin.retryAll')}
        </Button>
      }
    >
      <Failures entries={events} onRetry={(id) => retry.mutate([id])} />
    </Section>
  );
}

function Failures({
  entries,
  onRetry,
}: {
  entries: readonly (FailedJob | FailedEvent)[];
  onRetry: (id: string) => void;
}) {
  const { t } = useTexts();
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {entries.map(({ id, error, at, ...entry }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-[6px] bg-hover px-3 py-2">
          <div className="min-w-0 flex-1 basis-48">
            <p dir="ltr" lang="en" className="text-meta wrap-anywhere text-ink rtl:text-end">
              {error}
            </p>
            <p className="flex flex-wrap gap-x-3 text-meta text-muted">
              {'module' in entry && <bdi dir="ltr">{entry.type ?? entry.module}</bdi>}
              {'attempts' in entry && (
                <span>{t('admin.attempts', { count: entry.attempts, amount: formatNumber(entry.attempts) })}</span>
              )}
              <Ago moment={at} />
            </p>
          </div>
          <Button size="small" onClick={() => onRetry(id)}>
            {t('admin.retry')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
