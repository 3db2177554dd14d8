import type { FocusEvent, KeyboardEvent, MouseEvent, RefObject } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { weekdayName, weekdayOf, weekFrom } from '../../i18n/weekdays.ts';
import type { Milestone } from '../../api/types.ts';
import type { CalendarPage } from '../../data/calendar/pages.ts';
import type { PlannedTask } from '../../data/calendar/planned.ts';
import type { WeekLayout } from '../../data/calendar/week-layout.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { dayOfMonth } from '../../data/timeline/scale.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { useSwipe } from '../../lib/use-swipe.ts';
import { classNames } from '../../lib/class-names.ts';
import { DayCell } from './day-cell.tsx';
import { MoreButton } from './more-button.tsx';
import { PlannedItem } from './planned-item.tsx';
import type { Drop } from './use-calendar-drop.ts';

export interface GridProps {
  readonly label: string;
  /** The address of the calendar. */
  readonly path: string;
  readonly page: CalendarPage;
  readonly planned: readonly PlannedTask[];
  /** One for each week. Without them, days show dots. */
  readonly layouts: readonly WeekLayout[] | null;
  readonly milestones: readonly Milestone[];
  readonly today: string;
  readonly activeDay: string;
  readonly weekStart: number;
  readonly workingDays: readonly number[];
  /** How many lines fit on a day. */
  readonly capacity: number;
  readonly isLarge: boolean;
  readonly isBusy: boolean;
  readonly over: { readonly drop: Drop; readonly start: string; readonly end: string } | null;
  readonly openTaskId: string | undefined;
  readonly selectedIds: ReadonlySet<string>;
  readonly mayMove: (task: KnownTask) => boolean;
  readonly weeksRef: RefObject<HTMLDivElement | null>;
  readonly onCreate: ((day: string) => void) | undefined;
  readonly onOpen: (taskId: string) => void;
  readonly onClick: (event: MouseEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Turns the page by a swipe over the grid: forwards or back. */
  readonly onSwipe: ((by: 1 | -1) => void) | undefined;
}

const maxDots = 3;

/** The weeks of a month, or one week, with tasks on their days. */
export function CalendarGrid(props: GridProps) {
  const { label, page, planned, layouts, today, activeDay, weekStart, workingDays, isLarge, weeksRef, over } = props;
  const { calendar, language } = useDateFormat();
  const towardsStart = language === 'fa' ? 1 : -1;
  const swipe = useSwipe({
    onRight: () => props.onSwipe?.(towardsStart),
    onLeft: () => props.onSwipe?.(towardsStart === 1 ? -1 : 1),
  });
  const firstParts = new Set<string>();
  return (
    <div
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-busy={props.isBusy}
      className={classNames('calendar', isLarge && 'calendar-large', !layouts && 'calendar-compact')}
      onClick={props.onClick}
      onFocus={props.onFocus}
      onKeyDown={props.onKeyDown}
      {...(props.onSwipe ? swipe.handlers : {})}
    >
      <div role="row" className="calendar-weekdays">
        {weekFrom(weekStart).map((one) => (
          <span
            key={one}
            role="columnheader"
            aria-label={weekdayName(one, 'long')}
            className={classNames('calendar-weekday', !workingDays.includes(one) && 'text-muted')}
          >
            {weekdayName(one, layouts ? 'short' : 'narrow')}
          </span>
        ))}
      </div>
      <div
        ref={weeksRef}
        role="rowgroup"
        className="calendar-weeks"
        style={swipe.offset === 0 ? undefined : { transform: `translateX(${swipe.offset}px)` }}
      >
        {page.weeks.map((week, index) => {
          const layout = layouts?.[index];
          const inWeek = planned.filter(({ start, end }) => start <= (week.at(-1) ?? '') && end >= (week[0] ?? ''));
          return (
            <div key={week[0]} role="row" className="calendar-week">
              {week.map((day, column) => {
                const own = inWeek.filter(({ start, end }) => start <= day && end >= day);
                const hiddenCount = layout?.hiddenCounts[column] ?? 0;
                return (
                  <DayCell
                    key={day}
                    day={day}
                    count={own.length}
                    hasMonth={dayOfMonth(day, calendar) === 1 || (index === 0 && column === 0)}
                    milestones={props.milestones.filter(({ date }) => date === day)}
                    onCreate={layouts && props.onCreate ? () => props.onCreate?.(day) : undefined}
                    state={{
                      isToday: day === today,
                      isOutside: day < page.first || day > page.last,
                      isOff: !workingDays.includes(weekdayOf(day)),
                      isActive: day === activeDay,
                      isOver: over !== null && day >= over.start && day <= over.end,
                    }}
                  >
                    {layout?.shown[column]?.map((segment) => {
                      const { task } = segment.planned;
                      const isFirstPart = !firstParts.has(task.id);
                      firstParts.add(task.id);
                      return (
                        <PlannedItem
                          key={task.id}
                          segment={segment}
                          path={props.path}
                          mayMove={props.mayMove(task)}
                          isLarge={isLarge}
                          isOpenTask={task.id === props.openTaskId}
                          isSelected={props.selectedIds.has(task.id)}
                          isFirstPart={isFirstPart}
                        />
                      );
                    })}
                    {hiddenCount > 0 && (
                      <MoreButton
                        day={day}
                        hiddenCount={hiddenCount}
                        lane={props.capacity - 1}
                        planned={own}
                        path={props.path}
                        onOpen={props.onOpen}
                      />
                    )}
                    {!layouts && <Dots planned={own} />}
                  </DayCell>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A dot for each of the first tasks, in the colour of its status. */
function Dots({ planned }: { planned: readonly PlannedTask[] }) {
  const { t } = useTexts();
  if (planned.length === 0) return null;
  return (
    <span aria-hidden className="calendar-dots">
      {planned.slice(0, maxDots).map(({ task: { id, category } }) => (
        <span key={id} className={`calendar-dot calendar-dot-${category}`} />
      ))}
      {planned.length > maxDots && <span>{t('taskCalendar.plus', { count: planned.length - maxDots })}</span>}
    </span>
  );
}
