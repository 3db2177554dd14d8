import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { queryClient } from '../../api/query-client.ts';
import { addDays, dayOf } from '../../i18n/dates.ts';
import { currentDateFormat } from '../../i18n/use-date-format.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import type { Reading } from '../../data/lists/list-query.ts';
import { changeTask } from '../../data/tasks/change-task.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { findTasksBy, focusTaskSoon } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { rangeWithFocused } from '../../lib/range-with-focused.ts';
import type { Selection } from '../../lib/use-selection.ts';
import { Button } from '../../ui/button.tsx';
import { PullHint } from '../../ui/pull-hint.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { TaskKeys } from '../task-actions/task-keys.tsx';
import { rowOf, TaskRow } from './task-row.tsx';

export interface TaskGroup {
  readonly id: string;
  readonly tasks: readonly KnownTask[];
  /** Its heading; none if there is only one group. */
  readonly head?: { readonly name: string; readonly icon?: ReactNode };
}

interface TaskRowsProps {
  readonly label: string;
  readonly organizationId: string;
  readonly groups: readonly TaskGroup[];
  readonly selection: Selection;
  readonly mayWork: boolean;
  /** Whether rows show their team: for tasks of several. */
  readonly hasTeams?: boolean;
  readonly openTaskId: string | undefined;
  readonly onOpen: (taskId: string) => void;
  /** Where more rows come from, unless all are given. */
  readonly reading?: Pick<Reading, 'mayReadMore' | 'isReadingMore' | 'readMoreError' | 'readMore'>;
}

type Line = { readonly kind: 'head'; readonly group: TaskGroup } | { readonly kind: 'task'; readonly id: string };

const rowHeight = 36;
const touchedRowHeight = 44;
/** The next page is read when the view is this many rows from the end. */
const fromEnd = 20;

/** Rows of tasks; only visible ones are rendered. Arrows, `j` and `k` move, `x` selects, Enter opens. */
export function TaskRows(props: TaskRowsProps) {
  const { label, organizationId, groups, selection, mayWork, hasTeams = false, openTaskId, onOpen, reading } = props;
  const { t } = useTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const { data: labels = [] } = useQuery(labelsQuery(organizationId));
  const lines: readonly Line[] = groups.flatMap((group) => [
    ...(group.head ? [{ kind: 'head', group } as const] : []),
    ...group.tasks.map(({ id }) => ({ kind: 'task', id }) as const),
  ]);
  const height = matchMedia('(pointer: coarse)').matches ? touchedRowHeight : rowHeight;
  const list = useVirtualizer({
    count: lines.length,
    overscan: 8,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => {
      const line = lines[index];
      return line?.kind === 'task' ? line.id : `head ${line?.group.id}`;
    },
    rangeExtractor: rangeWithFocused(() => {
      const id = focusedId();
      return id === null ? -1 : lines.findIndex((line) => line.kind === 'task' && line.id === id);
    }),
  });
  const lastShown = list.getVirtualItems().at(-1)?.index ?? 0;
  const wantsMore = reading?.mayReadMore === true && lastShown >= lines.length - fromEnd;
  const readMore = useEffectEvent(() => reading?.readMore());
  useEffect(() => {
    if (wantsMore) readMore();
  }, [wantsMore, lines.length]);

  const step = (by: number) => {
    const from = focusedId();
    const taskLines = lines.flatMap((line, index) => (line.kind === 'task' ? [{ id: line.id, index }] : []));
    const lineIndex = taskLines.findIndex(({ id }) => id === from);
    const next = taskLines[lineIndex < 0 ? 0 : lineIndex + by];
    if (!next) return;
    list.scrollToIndex(next.index, { align: 'auto' });
    focusTaskSoon(next.id);
  };
  const find = useEffectEvent((taskId: string) => {
    const index = lines.findIndex((line) => line.kind === 'task' && line.id === taskId);
    if (index >= 0) list.scrollToIndex(index, { align: 'auto' });
    if (index >= 0) focusTaskSoon(taskId);
    return index >= 0;
  });
  useEffect(() => findTasksBy(find), []);
  const completeFocused = onFocused((id) => {
    const task = tasks.get(id);
    if (!task) return;
    step(lines.findLast((line) => line.kind === 'task')?.id === id ? -1 : 1);
    complete(task);
  });
  const shortcuts = [
    { keys: 'j', label: t('list.next'), run: () => step(1) },
    { keys: 'k', label: t('list.previous'), run: () => step(-1) },
    { keys: 'Enter', label: t('shortcuts.open') },
    ...(mayWork
      ? [
          { keys: 'x', label: t('list.select'), run: onFocused(selection.toggle) },
          // With a selection, the key applies to all selected tasks: see the bar.
          ...(selection.ids.size === 0 ? [{ keys: 'e', label: t('shortcuts.complete'), run: completeFocused }] : []),
        ]
      : []),
  ];
  useShortcuts(label, shortcuts, 'beside');
  const targetIds = () => (selection.ids.size > 0 ? [...selection.ids] : [focusedId()].filter((id) => id !== null));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const from = rowOf(event.target);
    if (event.shiftKey && mayWork && from !== null && !selection.ids.has(from)) selection.toggle(from);
    step(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto pb-20 [overflow-anchor:none]">
      <PullHint scroller={scroller} onRefresh={() => queryClient.invalidateQueries()} />
      {mayWork && <TaskKeys title={label} targetIds={targetIds} />}
      <ul aria-label={label} className="relative" style={{ height: list.getTotalSize() }} onKeyDown={onKeyDown}>
        {list.getVirtualItems().map(({ key, index, start }) => {
          const line = lines[index];
          const style = { transform: `translateY(${start}px)`, height };
          if (line?.kind === 'head') {
            const { head, tasks: own } = line.group;
            return (
              <li key={key} className="list-group" style={style}>
                {mayWork && <GroupBox group={line.group} selection={selection} />}
                {head?.icon}
                <h2 className="font-medium">
                  <bdi>{head?.name}</bdi>
                </h2>
                <span className="text-meta text-muted">{formatNumber(own.length)}</span>
              </li>
            );
          }
          const task = line && tasks.get(line.id);
          if (!task) return null;
          return (
            <TaskRow
              key={key}
              task={task}
              labels={labels}
              style={style}
              hasTeam={hasTeams}
              isOpen={openTaskId === task.id}
              isChosen={selection.ids.has(task.id)}
              mayWork={mayWork}
              onChoose={selection.toggle}
              onComplete={complete}
              onPostpone={postpone}
              onOpen={onOpen}
            />
          );
        })}
      </ul>
      {reading && <ReadingState reading={reading} />}
    </div>
  );
}

/** Runs an action on the task whose row has the focus. */
function onFocused(act: (id: string) => void): () => void {
  return () => {
    const id = focusedId();
    if (id !== null) act(id);
  };
}

function focusedId(): string | null {
  return rowOf(document.activeElement);
}

function complete(task: KnownTask): void {
  void toggleDone(task, queryClient.getQueryData(statusesQuery(task.teamId).queryKey) ?? []);
}

function postpone(task: KnownTask): void {
  const tomorrow = addDays(dayOf(new Date(), currentDateFormat().timeZone), 1);
  void changeTask(task, { dueDate: tomorrow, dueAt: null });
}

function ReadingState({ reading }: { reading: NonNullable<TaskRowsProps['reading']> }) {
  const { t } = useTexts();
  const { isReadingMore, readMoreError, readMore } = reading;
  if (isReadingMore) {
    return (
      <p role="status" className="px-4 py-2 text-meta text-soft">
        {t('list.reading')}
      </p>
    );
  }
  if (!readMoreError) return null;
  return (
    <div role="alert" className="flex items-center gap-2 px-4 py-2 text-meta text-soft">
      {problemText(readMoreError)}
      <Button size="small" onClick={readMore}>
        {t('common.retry')}
      </Button>
    </div>
  );
}

/** Selects all tasks of a group. */
function GroupBox({ group, selection }: { group: TaskGroup; selection: Selection }) {
  const { t } = useTexts();
  const ids = group.tasks.map(({ id }) => id);
  return (
    <input
      type="checkbox"
      aria-label={t('list.selectGroup', { name: group.head?.name })}
      className="size-4 shrink-0"
      checked={ids.every((id) => selection.ids.has(id))}
      onChange={({ target }) => selection.setAll(ids, target.checked)}
    />
  );
}
