import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { CheckCheck, Ellipsis, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { useSignal } from '../../lib/signal.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/popup/menu-button.tsx';
import { Late } from '../../ui/skeleton.tsx';
import {
  type InboxFilter,
  inboxFilters,
  type InboxRow,
  isUnread,
  rowKey,
  withChanges,
} from '../../data/notifications/inbox-rows.ts';
import { markNotifications } from '../../data/notifications/mark.ts';
import { pendingChanges } from '../../data/notifications/pending.ts';
import { inboxQuery, unreadQuery, useUnread } from '../../data/notifications/queries.ts';
import { InboxEmpty } from './inbox-empty.tsx';
import { InboxList } from './inbox-list.tsx';
import { InboxSkeleton } from './inbox-skeleton.tsx';

const filterText = {
  all: 'inbox.all',
  unread: 'inbox.unread',
  snoozed: 'inbox.snoozed',
  done: 'inbox.doneOnes',
} as const;

/** The inbox as a list, one row for each task, with the open task beside it. */
export function InboxPage() {
  const { t } = useTexts();
  const { taskId } = useParams({ strict: false });
  const [filter, setFilter] = useState<InboxFilter>('all');
  const unread = useUnread();
  return (
    <div className="flex h-full flex-col">
      <header className="page-head">
        <h1 className="me-3 text-reading font-semibold max-sm:sr-only">{t('inbox.title')}</h1>
        <div role="group" aria-label={t('inbox.show')} className="flex gap-0.5">
          {inboxFilters.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={filter === name}
              onClick={() => setFilter(name)}
              className={classNames(
                'h-7 rounded-[6px] px-2.5 whitespace-nowrap max-sm:px-2 pointer-coarse:h-11 pointer-coarse:min-w-11',
                filter === name ? 'bg-hover font-medium' : 'text-muted hover:text-ink',
              )}
            >
              {t(filterText[name])}
            </button>
          ))}
        </div>
        <p role="status" className="sr-only">
          {t('inbox.unreadCount', { count: unread })}
        </p>
        <MarkAll />
      </header>
      <div className={classNames('relative flex min-h-0 flex-1 flex-col', taskId !== undefined && 'lg:me-(--panel)')}>
        <FilteredInbox key={filter} filter={filter} openTaskId={taskId} />
      </div>
      <Outlet />
    </div>
  );
}

const readAll = () => void markNotifications({ all: 'unread' }, { to: 'read' });
const doneRead = () => void markNotifications({ all: 'read' }, { to: 'done' });

/** Actions on everything in the inbox. */
function MarkAll() {
  const { t } = useTexts();
  const unread = useUnread();
  const { isSuccess } = useQuery(unreadQuery);
  const hasUnread = unread > 0 || !isSuccess;
  return (
    <>
      <Button tone="quiet" size="small" className="ms-auto max-sm:hidden" disabled={!hasUnread} onClick={readAll}>
        <Icon of={CheckCheck} />
        {t('inbox.readAll')}
      </Button>
      <MenuButton
        label={t('inbox.menu')}
        aria-label={t('inbox.menu')}
        groups={[
          {
            id: 'all',
            items: [
              {
                id: 'read',
                label: t('inbox.readAll'),
                icon: <Icon of={CheckCheck} />,
                isDisabled: !hasUnread,
                run: readAll,
              },
              { id: 'done', label: t('inbox.doneRead'), icon: <Icon of={ListChecks} />, run: doneRead },
            ],
          },
        ]}
        className="inbox-menu"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
    </>
  );
}

interface FilteredInboxProps {
  readonly filter: InboxFilter;
  readonly openTaskId: string | undefined;
}

function FilteredInbox({ filter, openTaskId }: FilteredInboxProps) {
  const { t } = useTexts();
  const query = useInfiniteQuery(inboxQuery(filter));
  const { data, error, refetch } = query;
  const changes = useSignal(pendingChanges);
  // Opening a row reads it; it does not disappear while it is looked at.
  const [opened, setOpened] = useState<readonly InboxRow[]>([]);
  if (!data) {
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Late>
        <InboxSkeleton />
      </Late>
    );
  }
  const listed = withChanges(distinct(data.pages.flatMap((page) => page.items)), filter, changes);
  const rows = filter === 'unread' ? withOpened(listed, opened) : listed;
  const open = (row: InboxRow) =>
    setOpened((before) => [...before.filter((other) => rowKey(other) !== rowKey(row)), read(row)]);
  const leave = (keys: ReadonlySet<string>) => setOpened((before) => before.filter((row) => !keys.has(rowKey(row))));
  // An error that may pass leaves what was read on the page, marked as stale.
  const isOutdated = error !== null || (query.isStale && !query.isFetching);
  return (
    <>
      {isOutdated && !query.isFetchNextPageError && (
        <div
          role="alert"
          className="flex items-center justify-center gap-2 border-b border-line bg-page px-4 py-1.5 text-meta text-soft"
        >
          {t('inbox.notRefreshed')}
          <Button size="small" onClick={() => void refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      )}
      {rows.length === 0 ? (
        <InboxEmpty filter={filter} />
      ) : (
        <InboxList rows={rows} filter={filter} openTaskId={openTaskId} query={query} onOpen={open} onGone={leave} />
      )}
    </>
  );
}

/** A page that was read later may contain a row again. */
function distinct(rows: readonly InboxRow[]): readonly InboxRow[] {
  return [...new Map(rows.toReversed().map((row) => [rowKey(row), row])).values()].toReversed();
}

function withOpened(rows: readonly InboxRow[], opened: readonly InboxRow[]): readonly InboxRow[] {
  const keys = new Set(rows.map(rowKey));
  const kept = opened.filter((row) => !keys.has(rowKey(row)));
  return kept.length === 0 ? rows : [...rows, ...kept].toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function read(row: InboxRow): InboxRow {
  if (!isUnread(row)) return row;
  return { ...row, readAt: row.createdAt, group: row.group && { ...row.group, unread: 0 } };
}
