import { memo, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong, formatTime } from '../../i18n/dates.ts';
import { dueState } from '../../i18n/due.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { useNow } from '../../lib/use-now.ts';
import { isBar } from '../../data/calendar/planned.ts';
import type { Segment } from '../../data/calendar/week-layout.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { boardTaskHref } from '../navigation/links.ts';
import { StatusRing } from '../tasks/status-ring.tsx';
import { usePlannedDrag } from './use-planned-drag.ts';

interface PlannedItemProps {
  readonly segment: Segment;
  /** The address of the calendar. */
  readonly path: string;
  readonly mayMove: boolean;
  readonly isLarge: boolean;
  readonly isOpenTask: boolean;
  readonly isSelected: boolean;
  /** Whether it is the first part of the task on the page, which has the focus and the link. */
  readonly isFirstPart: boolean;
}

/** A task on its day, or the part of it in a week. */
export const PlannedItem = memo(function PlannedItem(props: PlannedItemProps) {
  const { segment, path, mayMove, isLarge, isOpenTask, isSelected, isFirstPart } = props;
  const { planned, lane, days, isStart, isEnd } = segment;
  const { task } = planned;
  const { id, title, category, assignee, dueAt } = task;
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const now = useNow();
  const ref = useRef<HTMLDivElement>(null);
  const hasGrips = mayMove && (isBar(planned) || days > 1);
  const ends = [hasGrips && isStart && 'start', mayMove && isEnd && 'end'].filter(Boolean).join(' ');
  const drag = { taskId: id, mayMove, isInGrid: true, preview: 'planned-item planned-lifted' };
  const isDragged = usePlannedDrag(ref, drag, ends);
  const isLate = isOpen(task) && dueState(task, dateFormat.timeZone, now) === 'late';
  const names = [
    `${task.key} ${title}`,
    statusName(task.status),
    isBar(planned) &&
      t('taskCalendar.fromTo', {
        start: formatDayLong(planned.start, dateFormat),
        end: formatDayLong(planned.end, dateFormat),
      }),
    isLate && t('taskCalendar.late'),
  ];
  return (
    <div
      ref={ref}
      data-card={id}
      className={classNames(
        'planned-item',
        isLarge && 'planned-large',
        isBar(planned) && 'planned-bar',
        isBar(planned) && !isStart && 'planned-continued',
        isBar(planned) && !isEnd && 'planned-continues',
        isLate && 'planned-late',
        !isOpen(task) && 'planned-closed',
        mayMove && 'planned-movable',
        isOpenTask && 'planned-open',
        isSelected && 'planned-selected',
        isDragged && 'planned-left',
      )}
      style={{ '--lane': lane, '--days': days }}
    >
      <StatusRing category={category} className="size-3.5 flex-none" />
      <a
        {...(isFirstPart
          ? { id: taskLinkId(id), 'aria-keyshortcuts': 'Enter E X S A P L D M' }
          : { 'aria-hidden': true })}
        href={boardTaskHref(path, id)}
        draggable={false}
        tabIndex={-1}
        aria-label={names.filter((part) => part !== false).join('. ')}
        title={title}
        className="planned-title own-direction"
      >
        {title}
      </a>
      {dueAt !== null && isEnd && <span className="planned-time">{formatTime(dueAt, dateFormat)}</span>}
      {isLarge && assignee && <Avatar name={assignee.name} url={assignee.avatarUrl} />}
      {ends.includes('start') && <span aria-hidden data-grip="start" className="planned-grip start-0" />}
      {ends.includes('end') && <span aria-hidden data-grip="end" className="planned-grip end-0" />}
    </div>
  );
});
