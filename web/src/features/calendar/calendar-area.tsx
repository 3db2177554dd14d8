import './calendar.css';
import { useQuery } from '@tanstack/react-query';
import { type FocusEvent, type MouseEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { addDays, dayOf, formatDay, formatMonth } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useMedia } from '../../lib/use-media.ts';
import { useNow } from '../../lib/use-now.ts';
import { useSelection } from '../../lib/use-selection.ts';
import { type CalendarUnit, dayOnPage, pageOf } from '../../data/calendar/pages.ts';
import { layOutWeek } from '../../data/calendar/week-layout.ts';
import { maxPlanned } from '../../data/calendar/queries.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { usePermissionsOf } from '../../data/lists/use-permissions-of.ts';
import { useOrganization } from '../../data/organizations/use-organization.ts';
import { milestonesQuery } from '../../data/projects/queries.ts';
import { useMe } from '../../data/session/use-me.ts';
import { hasPage } from '../../data/tasks/create-task.ts';
import { filterOf, isFiltered } from '../../data/tasks/filter.ts';
import { findTasksBy } from '../../data/tasks/focus-task.ts';
import { usePageOrder } from '../../data/tasks/page-order.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { taskRights } from '../../data/tasks/use-task-rights.ts';
import { daysBetween } from '../../data/timeline/scale.ts';
import { openQuickAdd, presetNewTasks } from '../quick-add/open-quick-add.ts';
import { BulkBar } from '../task-actions/bulk-bar.tsx';
import { ConflictDialog } from '../task-panel/edits/conflict-dialog.tsx';
import { useEdits } from '../task-panel/edits/use-edits.ts';
import { Agenda } from './agenda.tsx';
import { CalendarBar } from './calendar-bar.tsx';
import { CalendarGrid } from './calendar-grid.tsx';
import { CalendarKeys } from './calendar-keys.tsx';
import { CalendarNotes } from './calendar-notes.tsx';
import { CalendarTray } from './calendar-tray.tsx';
import type { CalendarSearch } from './search.ts';
import { firstDayOf, idsIn, idsOnDay } from './shown-tasks.ts';
import { useActiveDay } from './use-active-day.ts';
import { useCalendarDrop } from './use-calendar-drop.ts';
import { useCapacity } from './use-capacity.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { usePlanned } from './use-planned.ts';
import { useReschedule } from './use-reschedule.ts';

interface CalendarAreaProps {
  readonly scope: TaskScope;
  readonly path: string;
  readonly search: CalendarSearch;
  readonly onChange: (part: CalendarSearch) => void;
  readonly openTaskId: string | undefined;
  readonly onOpen: (taskId: string) => void;
}

/** In pixels, as in calendar.css. */
const sizes = { month: { head: 34, line: 24 }, week: { head: 40, line: 46 } } as const;
const everyDay = [1, 2, 3, 4, 5, 6, 7] as const;

/** A month or a week of tasks below the header of a page, and below it tasks without a due date. */
export function CalendarArea({ scope, path, search, onChange, openTaskId, onOpen }: CalendarAreaProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const { calendar, timeZone } = dateFormat;
  const now = useNow();
  const me = useMe();
  const organization = useOrganization();
  const weekStart = organization?.weekStart ?? 1;
  const workingDays = organization?.workingDays ?? everyDay;
  const today = dayOf(now, timeZone);
  const day = search.day ?? today;
  const unit: CalendarUnit = search.by ?? 'month';
  const isNarrow = useMedia('(width < 40rem)');
  const wanted = useMemo(() => pageOf(day, unit, { calendar, weekStart }), [day, unit, calendar, weekStart]);
  const filter = filterOf(search);
  const { page, planned, isFirstRead, hasMore, error, retry } = usePlanned(scope, wanted, filter);
  const weeksRef = useRef<HTMLDivElement>(null);
  const capacity = useCapacity(weeksRef, { count: page.weeks.length, ...sizes[unit] });
  /** The task that was moved by keys stays in sight. */
  const [movedId, setMovedId] = useState<string | null>(null);
  const layouts = useMemo(
    () => (isNarrow ? null : page.weeks.map((week) => layOutWeek(week, planned, capacity, movedId))),
    [isNarrow, page, planned, capacity, movedId],
  );
  const permissionsOf = usePermissionsOf(scope);
  const mayMove = (task: KnownTask) => taskRights(task, me.id, permissionsOf(task.teamId)).edit;
  const mayWork = planned.some(({ task }) => mayMove(task));
  const mayCreate = scope.teams.some(({ id }) => permissionsOf(id)?.createTasks === true);
  const { data: milestones = [] } = useQuery({
    ...milestonesQuery(scope.project?.id ?? ''),
    enabled: enabledUnlessLeaving(scope.project !== undefined),
  });
  const edits = useEdits();
  const reschedule = useReschedule(edits);

  const { activeDay, setActiveDay, goTo, showDay } = useActiveDay(page, day, (next) => onChange({ day: next }));
  const step = (by: 1 | -1) => showDay(dayOnPage(activeDay, unit, by, calendar));

  const idsOn = (one: string) => idsOnDay(page, layouts, one);
  const shownIds = layouts
    ? idsIn(layouts)
    : planned.filter(({ start, end }) => start <= activeDay && end >= activeDay).map(({ task }) => task.id);
  usePageOrder(() => shownIds);
  const selection = useSelection(shownIds);
  const focusTask = (taskId: string) => {
    const shownDay = firstDayOf(page, planned, taskId);
    if (shownDay === undefined) return false;
    if (!shownIds.includes(taskId)) setMovedId(taskId);
    goTo({ day: shownDay, taskId });
    return true;
  };
  const find = useEffectEvent(focusTask);
  useEffect(() => findTasksBy((taskId) => find(taskId)), []);

  const presetOn = (on: string | undefined) => ({ day: on, projectId: scope.project?.id });
  const create = mayCreate ? (on: string) => openQuickAdd(undefined, presetOn(on)) : undefined;
  const presetHere = useEffectEvent(() => {
    const isFocused = Boolean(document.activeElement?.closest('.calendar'));
    return presetOn(isNarrow || isFocused ? activeDay : undefined);
  });
  useEffect(() => presetNewTasks(() => presetHere()), []);

  const onKeyDown = useGridKeys({
    unit,
    weekStart,
    activeDay,
    hasOpenTask: openTaskId !== undefined,
    idsOn,
    onFocus: goTo,
    onCreate: create,
    onMove(taskId, handle, days) {
      const task = tasks.get(taskId);
      if (!task || !mayMove(task)) return;
      const one = planned.find(({ task: { id } }) => id === taskId);
      reschedule.move(task, handle, days);
      setMovedId(taskId);
      if (one && handle === 'whole') goTo({ day: addDays(activeDay, days), taskId });
      else goTo({ day: activeDay, taskId });
    },
  });
  const drop = useCalendarDrop(weeksRef, page.weeks, ({ taskId, handle, from, to }) => {
    const task = tasks.get(taskId);
    if (!task) return;
    if (from === null) reschedule.schedule(task, to);
    else reschedule.move(task, handle, daysBetween(from, to));
  });
  const dropped = drop && tasks.get(drop.taskId);
  const over = drop && dropped ? { drop, ...reschedule.spanAfter(dropped, drop) } : null;

  const onFocus = ({ target }: FocusEvent) => {
    const cell = target.closest<HTMLElement>('[data-day]')?.dataset['day'];
    if (cell === undefined) return;
    const taskId = target.closest<HTMLElement>('[data-card]')?.dataset['card'];
    // A bar is in its first day, and is reached from each of its days.
    if (taskId === undefined || !idsOn(activeDay).includes(taskId)) setActiveDay(cell);
  };
  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element) || event.button !== 0) return;
    const taskId = event.target.closest<HTMLElement>('[data-card]')?.dataset['card'];
    const cell = event.target.closest<HTMLElement>('[data-day]')?.dataset['day'];
    if (taskId !== undefined) {
      if (event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      if (event.shiftKey) selection.toggle(taskId, true);
      else if (hasPage(taskId)) onOpen(taskId);
    } else if (cell !== undefined && event.target.closest('button') === null) {
      if (isNarrow) showDay(cell);
      else create?.(cell);
    }
  };
  const title =
    unit === 'month'
      ? formatMonth(page.first, dateFormat)
      : t('taskCalendar.range', {
          from: formatDay(page.first, dateFormat, now),
          to: formatDay(page.last, dateFormat, now),
        });
  return (
    <div
      className={classNames(
        'relative flex min-h-0 flex-1 flex-col',
        // A low screen has no room for a month and the tasks of a day.
        isNarrow && 'overflow-y-auto',
        openTaskId !== undefined && 'lg:me-(--panel)',
      )}
    >
      <CalendarBar
        title={title}
        unit={unit}
        isNarrow={isNarrow}
        onStep={step}
        onToday={() => showDay(today)}
        onUnit={(next) => onChange({ by: next === 'week' ? 'week' : undefined, day: activeDay })}
      />
      <CalendarNotes
        error={error}
        onRetry={retry}
        hasMore={hasMore}
        max={maxPlanned}
        isEmpty={!isFirstRead && planned.length === 0}
        isFiltered={isFiltered(filter)}
        unit={unit}
        mayCreate={mayCreate}
      />
      <CalendarKeys
        ids={shownIds}
        selection={selection}
        mayWork={mayWork}
        isNarrow={isNarrow}
        onFocus={focusTask}
        onToday={() => goTo({ day: today })}
      />
      <CalendarGrid
        label={title}
        path={path}
        page={page}
        planned={planned}
        layouts={layouts}
        capacity={capacity}
        milestones={milestones}
        today={today}
        activeDay={activeDay}
        weekStart={weekStart}
        workingDays={workingDays}
        isLarge={unit === 'week'}
        isBusy={isFirstRead}
        over={over}
        openTaskId={openTaskId}
        selectedIds={selection.ids}
        mayMove={mayMove}
        weeksRef={weeksRef}
        onCreate={create}
        onOpen={onOpen}
        onClick={onClick}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        onSwipe={isNarrow ? step : undefined}
      />
      {isNarrow && (
        <Agenda
          scope={scope}
          day={activeDay}
          planned={planned}
          selection={selection}
          mayWork={mayWork}
          openTaskId={openTaskId}
          onOpen={onOpen}
          onCreate={create}
        />
      )}
      <CalendarTray
        scope={scope}
        filter={filter}
        path={path}
        mayMove={mayMove}
        onSchedule={reschedule.schedule}
        onOpen={onOpen}
      />
      <BulkBar selection={selection} />
      {edits.conflict && (
        <ConflictDialog key={edits.conflict.key} conflict={edits.conflict.question} onChoose={edits.conflict.answer} />
      )}
    </div>
  );
}
