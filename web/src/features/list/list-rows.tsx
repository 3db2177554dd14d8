import { useVirtualizer } from '@tanstack/react-virtual';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useQuery } from '@tanstack/react-query';
import type { Team } from '../../api/types.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { Button } from '../../ui/button.tsx';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { toggleDone } from '../../data/tasks/close-task.ts';
import { findTasksBy, focusTaskSoon } from '../../data/tasks/focus-task.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import type { Group } from './group-tasks.ts';
import type { Reading } from '../../data/lists/list-query.ts';
import { ListRow, rowOf } from './list-row.tsx';
import { useGroupNames } from './use-group-names.tsx';
import type { Selection } from '../../lib/use-selection.ts';

interface ListRowsProps {
  readonly team: Team;
  readonly groups: readonly Group[];
  readonly groupBy: string | undefined;
  readonly selection: Selection;
  readonly mayWork: boolean;
  readonly openTaskId: string | undefined;
  readonly reading: Pick<Reading, 'mayReadMore' | 'isReadingMore' | 'readMoreError' | 'readMore'>;
}

type Line = { readonly kind: 'head'; readonly group: Group } | { readonly kind: 'task'; readonly id: string };

const rowHeight = 36;
/** The next page is read when the view is this many rows from the end. */
const fromEnd = 20;

/** The rows; only visible ones are rendered. Arrows, `j` and `k` move, `x` selects, Enter opens. */
export function ListRows({ team, groups, groupBy, selection, mayWork, openTaskId, reading }: ListRowsProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const names = useGroupNames(team, groupBy);
  const { data: statuses = [] } = useQuery(statusesQuery(team.id));
  const { data: labels = [] } = useQuery(labelsQuery(team.organizationId));
  const lines: readonly Line[] = groups.flatMap((group) => [
    ...(groupBy === undefined ? [] : [{ kind: 'head', group } as const]),
    ...group.tasks.map(({ id }) => ({ kind: 'task', id }) as const),
  ]);
  const list = useVirtualizer({
    count: lines.length,
    overscan: 8,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const line = lines[index];
      return line?.kind === 'task' ? line.id : `head ${line?.group.id}`;
    },
  });
  const lastShown = list.getVirtualItems().at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= lines.length - fromEnd;
  const { mayReadMore, isReadingMore, readMoreError } = reading;
  const readMore = useEffectEvent(reading.readMore);
  useEffect(() => {
    if (isNearEnd && mayReadMore) readMore();
  }, [isNearEnd, mayReadMore, lines.length]);

  const step = (by: number) => {
    const from = rowOf(document.activeElement);
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
  const complete = (id: string) => {
    const task = tasks.get(id);
    if (!task) return;
    step(lines.findLast((line) => line.kind === 'task')?.id === id ? -1 : 1);
    void toggleDone(task, statuses);
  };
  const open = (taskId: string) =>
    void navigate({ to: '/teams/$teamId/list/tasks/$taskId', params: { teamId: team.id, taskId }, search: true });
  useShortcuts(t('list.title'), [
    { keys: 'j', label: t('list.next'), run: () => step(1) },
    { keys: 'k', label: t('list.previous'), run: () => step(-1) },
    { keys: 'Enter', label: t('shortcuts.open') },
    ...(mayWork
      ? [
          { keys: 'x', label: t('list.select'), run: onFocused(selection.toggle) },
          // With a selection, the key applies to all selected tasks: see the bar.
          ...(selection.ids.size === 0
            ? [{ keys: 'e', label: t('shortcuts.complete'), run: onFocused(complete) }]
            : []),
          { keys: 'Escape', label: t('bulk.clear'), run: selection.clear },
        ]
      : []),
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const from = rowOf(event.target);
    if (event.shiftKey && mayWork && from !== null && !selection.ids.has(from)) selection.toggle(from);
    step(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto pb-20 [overflow-anchor:none]">
      <ul
        aria-label={t('list.title')}
        className="relative"
        style={{ height: list.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {list.getVirtualItems().map(({ key, index, start }) => {
          const line = lines[index];
          const style = { transform: `translateY(${start}px)`, height: rowHeight };
          if (line?.kind === 'head') {
            const { id, tasks: own } = line.group;
            return (
              <li key={key} className="list-group" style={style}>
                {mayWork && <GroupBox group={line.group} name={names.nameOf(id)} selection={selection} />}
                {names.iconOf(id)}
                <h2 className="font-medium">
                  <bdi>{names.nameOf(id)}</bdi>
                </h2>
                <span className="text-meta text-muted">{formatNumber(own.length)}</span>
              </li>
            );
          }
          const task = line && tasks.get(line.id);
          if (!task) return null;
          return (
            <ListRow
              key={key}
              task={task}
              labels={labels}
              style={style}
              isOpen={openTaskId === task.id}
              isChosen={selection.ids.has(task.id)}
              mayChoose={mayWork}
              onChoose={selection.toggle}
              onOpen={open}
            />
          );
        })}
      </ul>
      {isReadingMore && (
        <p role="status" className="px-4 py-2 text-meta text-soft">
          {t('list.reading')}
        </p>
      )}
      {readMoreError && !isReadingMore && (
        <div role="alert" className="flex items-center gap-2 px-4 py-2 text-meta text-soft">
          {problemText(readMoreError)}
          <Button size="small" onClick={reading.readMore}>
            {t('common.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Selects all tasks of a group. */
function GroupBox({ group, name, selection }: { group: Group; name: string; selection: Selection }) {
  const { t } = useTexts();
  const ids = group.tasks.map(({ id }) => id);
  return (
    <input
      type="checkbox"
      aria-label={t('list.selectGroup', { name })}
      className="size-4 shrink-0"
      checked={ids.every((id) => selection.ids.has(id))}
      onChange={({ target }) => selection.setAll(ids, target.checked)}
    />
  );
}

/** Runs an action on the task whose row has the focus. */
function onFocused(act: (id: string) => void): () => void {
  return () => {
    const id = rowOf(document.activeElement);
    if (id !== null) act(id);
  };
}
