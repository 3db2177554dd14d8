import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Timeline } from '../../api/types.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useShortcuts } from '../shortcuts/shortcuts.ts';
import { focusTaskSoon } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { Arrows } from './arrows.tsx';
import { Axis, Lines } from './axis.tsx';
import { ChartRow } from './chart-row.tsx';
import { type TimelineRowData, waitsOf } from './timeline-row.ts';
import { MilestoneMarks } from './milestone-marks.tsx';
import { monthsOf, type Scale, xOf } from '../../data/timeline/scale.ts';
import type { Dates } from '../../data/timeline/spans.ts';
import { useScrollTarget, type Wanted } from './use-scroll-target.ts';

interface ChartProps {
  readonly timeline: Timeline;
  readonly rows: readonly TimelineRowData[];
  readonly scale: Scale;
  readonly today: string;
  readonly weekStart: number;
  /** The element with the bars, as a drop target. */
  readonly field: RefObject<HTMLUListElement | null>;
  readonly openTaskId: string | undefined;
  readonly scrollTarget: Wanted;
  readonly onChange: (base: KnownTask, dates: Dates) => void;
  readonly onOpen: (taskId: string) => void;
}

const rowHeight = 36;
const axisHeight = 48;
const milestonesHeight = 32;
const nothing: readonly string[] = [];
/** How much of the past is visible before today. */
const pastPixels = 72;

/** The bars along the days; only visible ones are rendered. */
export function Chart(props: ChartProps) {
  const { timeline, rows, scale, today, weekStart, field, openTaskId, scrollTarget, onChange, onOpen } = props;
  const { t } = useTexts();
  const { language, calendar } = useDateFormat();
  const isRightToLeft = language === 'fa';
  const scroller = useRef<HTMLDivElement>(null);
  const hasMilestones = timeline.milestones.some(({ date }) => date !== null);
  const headHeight = axisHeight + (hasMilestones ? milestonesHeight : 0);
  const list = useVirtualizer({
    count: rows.length,
    overscan: 8,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.task.id ?? index,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const all = useMemo(() => monthsOf(scale, calendar), [scale, calendar]);
  const columns = useVirtualizer({
    horizontal: true,
    isRtl: isRightToLeft,
    count: all.length,
    overscan: 3,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (all[index]?.days ?? 0) * scale.dayWidth,
    getItemKey: (index) => all[index]?.first ?? index,
  });
  const months = columns.getVirtualItems().flatMap(({ index }) => all[index] ?? []);
  useTodayInSight(scroller, rows, scale, today, isRightToLeft);

  const focusRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return;
      list.scrollToIndex(index, { align: 'auto' });
      focusTaskSoon(row.task.id);
    },
    [rows, list],
  );
  const step = useCallback(
    (taskId: string, by: 1 | -1) => focusRow(rows.findIndex(({ task }) => task.id === taskId) + by),
    [rows, focusRow],
  );
  useScrollTarget(rows, scrollTarget, focusRow);
  useShortcuts(t('timeline.title'), [
    { keys: 'ArrowRight', label: t('timeline.keyMove') },
    { keys: 'Shift+ArrowRight', label: t('timeline.keyResize') },
    { keys: 'ArrowDown', label: t('timeline.keyWalk') },
    { keys: 'Enter', label: t('shortcuts.open') },
  ]);
  const items = list.getVirtualItems();
  const waits = useMemo(() => waitsOf(timeline), [timeline]);
  return (
    <div ref={scroller} className="timeline">
      <div className="timeline-field" style={{ '--span': `${scale.days * scale.dayWidth}px` }}>
        <div className="timeline-head">
          <Axis scale={scale} months={months} today={today} weekStart={weekStart} />
          <MilestoneMarks milestones={timeline.milestones} scale={scale} today={today} />
        </div>
        <div className="timeline-rows" style={{ minHeight: list.getTotalSize() }}>
          <Lines scale={scale} months={months} weekStart={weekStart} />
          <Arrows
            dependencies={timeline.dependencies}
            rows={rows}
            scale={scale}
            rowHeight={rowHeight}
            from={items[0]?.index ?? 0}
            to={items.at(-1)?.index ?? 0}
          />
          <DayLines timeline={timeline} scale={scale} today={today} />
          <div aria-hidden className="timeline-names">
            <span />
          </div>
          <ul ref={field} aria-label={t('projects.tasks')}>
            {items.map(({ key, index, start }) => {
              const row = rows[index];
              if (!row) return null;
              const { id } = row.task;
              return (
                <ChartRow
                  key={key}
                  row={row}
                  scale={scale}
                  top={start - headHeight}
                  height={rowHeight}
                  isOpen={id === openTaskId}
                  waitsFor={waits.get(id) ?? nothing}
                  onChange={onChange}
                  onOpen={onOpen}
                  onStep={step}
                />
              );
            })}
          </ul>
        </div>
      </div>
    </div>
  );
}

/** Days with a line through all rows: today, the target date, and milestones. */
function DayLines({ timeline, scale, today }: Pick<ChartProps, 'timeline' | 'scale' | 'today'>) {
  const { targetDate, milestones } = timeline;
  const middle = (day: string) => ({ insetInlineStart: xOf(scale, day) + scale.dayWidth / 2 });
  return (
    <div aria-hidden className="timeline-lines">
      {milestones.map(
        ({ id, date }) => date && <span key={id} className="timeline-day-milestone" style={middle(date)} />,
      )}
      {targetDate && <span className="timeline-day-target" style={middle(targetDate)} />}
      <span className="timeline-day-today" style={middle(today)} />
    </div>
  );
}

/** Scrolls to today, or to the nearest task; later growth at the start does not move the view. */
function useTodayInSight(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly TimelineRowData[],
  scale: Scale,
  today: string,
  isRightToLeft: boolean,
): void {
  const first = useRef<string | null>(null);
  useLayoutEffect(() => {
    const before = first.current;
    if (before === scale.first) return;
    first.current = scale.first;
    const way = isRightToLeft ? -1 : 1;
    if (before !== null) scroller.current?.scrollBy({ left: way * xOf(scale, before) });
    else scroller.current?.scrollTo({ left: way * Math.max(0, xOf(scale, nearest(rows, today)) - pastPixels) });
  }, [scroller, rows, scale, today, isRightToLeft]);
}

function nearest(rows: readonly TimelineRowData[], today: string): string {
  const first = rows.map(({ span }) => span.start).toSorted()[0] ?? today;
  const last =
    rows
      .map(({ span }) => span.end)
      .toSorted()
      .at(-1) ?? today;
  if (today < first) return first;
  return today > last ? last : today;
}
