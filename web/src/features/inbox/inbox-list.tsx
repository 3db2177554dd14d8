import { useVirtualizer } from '@tanstack/react-virtual';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { neighbourOf } from '../../lib/neighbour.ts';
import { rangeWithFocused } from '../../lib/range-with-focused.ts';
import { useSelection } from '../../lib/use-selection.ts';
import { Button } from '../../ui/button.tsx';
import { findTasksBy } from '../../data/tasks/focus-task.ts';
import {
  type InboxChange,
  type InboxFilter,
  type InboxRow as Row,
  isUnread,
  rowKey,
  withChanges,
} from '../../data/notifications/inbox-rows.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import { markNotifications } from '../../data/notifications/mark.ts';
import { wantedReply } from '../../data/comments/reply.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { InboxRow } from './inbox-row.tsx';
import { muteTaskOf } from './mute-task-of.ts';
import { focusRowSoon, rowOf } from './row-focus.ts';
import type { RowActions } from './row-actions.ts';
import { SelectionBar } from './selection-bar.tsx';
import { Snoozing } from './snoozing.tsx';
import { queryClient } from '../../api/query-client.ts';
import { PullHint } from '../../ui/pull-hint.tsx';

interface InboxListProps {
  readonly rows: readonly Row[];
  readonly filter: InboxFilter;
  readonly openTaskId: string | undefined;
  readonly query: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetching' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'
  >;
  /** A row is opened; it stays listed although it is read now. */
  readonly onOpen: (row: Row) => void;
  /** Rows leave the list. */
  readonly onGone: (keys: ReadonlySet<string>) => void;
}

const estimatedHeight = 62;
/** The next page is read when the view is this many rows from the end. */
const fromEnd = 15;
const wideScreen = '(width >= 70rem)';

/** The rows; only visible ones are rendered. Each key acts on the row with the focus, on the open one, or on the selection. */
export function InboxList({ rows, filter, openTaskId, query, onOpen, onGone }: InboxListProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  usePageOrder(() => rows.flatMap(({ taskId }) => taskId ?? []));
  const keys = rows.map(rowKey);
  const selection = useSelection(keys);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [snoozing, setSnoozing] = useState<{ readonly keys: readonly string[]; readonly anchor: Element } | null>(null);
  const list = useVirtualizer({
    count: rows.length,
    overscan: 6,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedHeight,
    getItemKey: (index) => keys[index] ?? index,
    rangeExtractor: rangeWithFocused(() => keys.indexOf(rowOf(document.activeElement) ?? '')),
  });
  useNextPages(query, (list.getVirtualItems().at(-1)?.index ?? 0) >= rows.length - fromEnd);

  const focusRow = (key: string | null) => {
    const index = key === null ? -1 : keys.indexOf(key);
    if (index >= 0) list.scrollToIndex(index, { align: 'auto' });
    focusRowSoon(key);
  };
  const findRow = useEffectEvent((key: string) => {
    const index = keys.indexOf(key);
    if (index >= 0) focusRow(key);
    return index >= 0;
  });
  useEffect(() => findTasksBy(findRow), []);

  const rowsOf = (wanted: readonly string[]) => rows.filter((row) => wanted.includes(rowKey(row)));
  const current = () => rowOf(document.activeElement) ?? openTaskId ?? null;
  const openBeside = (row: Row, keepsFocus: boolean) => {
    if (row.taskId === null) return;
    const params = { taskId: row.taskId };
    void navigate({ to: '/inbox/tasks/$taskId', params, state: { keepsFocus } });
    opened(row);
  };
  const opened = (row: Row) => {
    if (!isUnread(row)) return;
    onOpen(row);
    void markNotifications({ rows: [row] }, { to: 'read' }, true);
  };
  /** Where the focus goes, and which task is open, once rows have left the list. */
  const leave = (goneKeys: ReadonlySet<string>, from: string) => {
    const besideKey = neighbourOf(keys, from, (key) => !goneKeys.has(key));
    const beside = rows.find((row) => rowKey(row) === besideKey);
    if (openTaskId !== undefined && goneKeys.has(openTaskId)) {
      const wasInPanel = document.activeElement?.closest('.panel') !== null;
      if (beside?.taskId && matchMedia(wideScreen).matches) {
        openBeside(beside, !wasInPanel);
        if (wasInPanel) return;
      } else void navigate({ to: '/inbox' });
    }
    focusRow(besideKey);
  };
  const mark = (marked: readonly string[], change: InboxChange, from = current() ?? marked[0] ?? '') => {
    const target = { rows: rowsOf(marked) };
    const listed = new Set(withChanges(target.rows, filter, [{ target, change }]).map(rowKey));
    const goneKeys = new Set(marked.filter((key) => !listed.has(key)));
    void markNotifications(target, change);
    selection.clear();
    if (goneKeys.size === 0) return;
    onGone(goneKeys);
    leave(goneKeys, from);
  };
  const toggleRead = (marked: readonly string[]) => {
    const isInInbox = filter === 'all' || filter === 'unread';
    mark(marked, { to: isInInbox && rowsOf(marked).some(isUnread) ? 'read' : 'unread' });
  };
  const snooze = (marked: readonly string[], anchor?: Element) => {
    const [first = ''] = marked;
    const place = anchor ?? scroller.current?.querySelector(`[data-row="${first}"] .inbox-more`) ?? scroller.current;
    if (place) setSnoozing({ keys: marked, anchor: place });
  };
  const actions: RowActions = {
    open: (key) => rowsOf([key]).forEach(opened),
    reply: (key) => {
      wantedReply.set(key);
      for (const row of rowsOf([key])) openBeside(row, false);
    },
    done: (key) => mark([key], { to: 'done' }, key),
    toggleRead: (key) => toggleRead([key]),
    snooze: (key, anchor) => snooze([key], anchor),
    select: selection.toggle,
    expand: (key) =>
      setExpanded(
        (before) => new Set(before.has(key) ? [...before].filter((other) => other !== key) : [...before, key]),
      ),
  };

  const step = (by: number) => {
    const index = keys.indexOf(current() ?? '');
    const next = keys[index < 0 ? 0 : index + by];
    if (next !== undefined) focusRow(next);
  };
  /** Runs an action on the selection, or on the current row. */
  const onMarked = (act: (marked: readonly string[]) => void) => () => {
    const key = current();
    if (selection.ids.size > 0) act([...selection.ids]);
    else if (key !== null && keys.includes(key)) act([key]);
  };
  const onCurrent = (act: (key: string) => void) => () => {
    const key = current();
    if (key !== null && keys.includes(key)) act(key);
  };
  useShortcuts(t('inbox.title'), [
    { keys: 'j', label: t('inbox.next'), run: () => step(1) },
    { keys: 'k', label: t('inbox.previous'), run: () => step(-1) },
    { keys: 'Enter', label: t('shortcuts.open') },
    ...(filter === 'done'
      ? []
      : [{ keys: 'e', label: t('inbox.done'), run: onMarked((marked) => mark(marked, { to: 'done' })) }]),
    { keys: 'u', label: t('inbox.toggleRead'), run: onMarked(toggleRead) },
    { keys: 'h', label: t('inbox.snooze'), run: onMarked(snooze) },
    { keys: 'r', label: t('inbox.reply'), run: onCurrent(actions.reply) },
    { keys: 'Shift+h', label: t('inbox.mute'), run: onCurrent((key) => rowsOf([key]).forEach(muteTaskOf)) },
    { keys: 'x', label: t('inbox.select'), run: onCurrent((key) => selection.toggle(key)) },
    ...(selection.ids.size > 0 ? [{ keys: 'Escape', label: t('inbox.clear'), run: selection.clear }] : []),
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.target instanceof Element && event.target.closest('[aria-haspopup]') !== null) return;
    event.preventDefault();
    const from = rowOf(event.target);
    if (event.shiftKey && from !== null && !selection.ids.has(from)) selection.toggle(from);
    step(event.key === 'ArrowDown' ? 1 : -1);
  };

  return (
    <>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto [overflow-anchor:none]">
        <PullHint scroller={scroller} onRefresh={() => queryClient.invalidateQueries()} />
        <ul
          aria-label={t('inbox.title')}
          className="relative my-2 max-w-4xl"
          style={{ height: list.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {list.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const ownKey = rowKey(row);
            return (
              <InboxRow
                key={key}
                ref={list.measureElement}
                row={row}
                filter={filter}
                actions={actions}
                isOpen={openTaskId === row.taskId}
                isSelected={selection.ids.has(ownKey)}
                hasSelection={selection.ids.size > 0}
                isExpanded={expanded.has(ownKey)}
                index={index}
                total={query.hasNextPage ? -1 : rows.length}
                style={{ transform: `translateY(${start}px)` }}
              />
            );
          })}
        </ul>
        <NextPage query={query} />
      </div>
      {selection.ids.size > 0 && (
        <SelectionBar
          count={selection.ids.size}
          filter={filter}
          hasUnread={rowsOf([...selection.ids]).some(isUnread)}
          onDone={() => mark([...selection.ids], { to: 'done' })}
          onToggleRead={() => toggleRead([...selection.ids])}
          onSnooze={(anchor) => snooze([...selection.ids], anchor)}
          onClear={() => {
            const [first = null] = selection.ids;
            selection.clear();
            focusRow(first);
          }}
        />
      )}
      {snoozing && (
        <Snoozing
          anchor={snoozing.anchor}
          onClose={() => setSnoozing(null)}
          onChoose={(until) => mark(snoozing.keys, { to: 'snoozed', until }, snoozing.keys[0])}
        />
      )}
    </>
  );
}

/** Reads the next page near the end of the list. */
function useNextPages(query: InboxListProps['query'], isNearEnd: boolean): void {
  const mayRead = query.hasNextPage && !query.isFetching && !query.isFetchNextPageError;
  const read = useEffectEvent(() => void query.fetchNextPage());
  useEffect(() => {
    if (isNearEnd && mayRead) read();
  }, [isNearEnd, mayRead]);
}

function NextPage({ query }: Pick<InboxListProps, 'query'>) {
  const { t } = useTexts();
  if (query.isFetchingNextPage) {
    return (
      <p role="status" className="px-4 py-2 text-center text-meta text-soft">
        {t('inbox.loadingMore')}
      </p>
    );
  }
  if (!query.isFetchNextPageError) return null;
  return (
    <div role="alert" className="flex items-center justify-center gap-2 px-4 py-2 text-meta text-soft">
      {problemText(query.error)}
      <Button size="small" onClick={() => void query.fetchNextPage()}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
