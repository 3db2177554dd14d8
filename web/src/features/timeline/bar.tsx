import { Check } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { formatDayLong } from '../../i18n/dates.ts';
import { useDateFormat } from '../../i18n/use-date-format.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import type { TimelineRowData } from './timeline-row.ts';
import { type Scale, xOf } from '../../data/timeline/scale.ts';
import { type Dates, hasDates } from '../../data/timeline/spans.ts';
import { useSpanEdit } from './use-span-edit.ts';

interface BarProps {
  readonly row: TimelineRowData;
  readonly scale: Scale;
  readonly isReadOnly: boolean;
  /** Keys of the tasks that it waits for. */
  readonly waitsFor: readonly string[];
  readonly onChange: (base: KnownTask, dates: Dates) => void;
  readonly onOpen: () => void;
  readonly onStep: (by: 1 | -1) => void;
}

/** A task on the timeline, from its start to its due date, followed by the days that it is late. */
export function Bar({ row, scale, isReadOnly, waitsFor, onChange, onOpen, onStep }: BarProps) {
  const { t } = useTexts();
  const dateFormat = useDateFormat();
  const helpId = useId();
  const { task, span, slip, isCritical, category } = row;
  const edit = useSpanEdit({ task, span, dayWidth: scale.dayWidth, onChange });
  const x = xOf(scale, span.start);
  const width = xOf(scale, span.end) + scale.dayWidth - x;
  const isOwn = hasDates(task);
  const label = [
    `${task.key} ${task.title}`,
    t('timeline.fromTo', { start: formatDayLong(span.start, dateFormat), end: formatDayLong(span.end, dateFormat) }),
    t(`workflow.categories.${category}`),
    !isOwn && t('timeline.ownNone'),
    isCritical && t('timeline.critical'),
    slip > 0 && t('timeline.slip', { count: slip }),
    waitsFor.length > 0 && t('timeline.waitsFor', { keys: waitsFor.join(t('common.comma')) }),
  ].filter((part) => part !== false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isReadOnly && edit.onKey(event)) return;
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    edit.commit();
    onStep(event.key === 'ArrowDown' ? 1 : -1);
  };
  const onClick = (event: MouseEvent) => {
    if (edit.wasDragged() && event.detail > 0) return;
    edit.commit();
    onOpen();
  };
  return (
    <>
      <button
        type="button"
        id={taskLinkId(task.id)}
        data-bar={task.id}
        aria-label={label.join('. ')}
        {...(isReadOnly ? {} : { 'aria-describedby': helpId })}
        className={classNames(
          'timeline-bar',
          `timeline-bar-${category}`,
          isCritical && 'timeline-bar-critical',
          !isOwn && 'timeline-bar-open',
          !isReadOnly && 'timeline-bar-movable',
        )}
        style={{ insetInlineStart: x, width }}
        onClick={onClick}
        onKeyDown={onKeyDown}
        onBlur={edit.commit}
        {...(isReadOnly ? {} : edit.pointer)}
      >
        {category === 'done' && width >= 16 && <Icon of={Check} size={12} />}
        {!isReadOnly && <span aria-hidden data-grip="start" className="timeline-grip start-0" />}
        {!isReadOnly && <span aria-hidden data-grip="end" className="timeline-grip end-0" />}
      </button>
      {!isReadOnly && (
        <span id={helpId} hidden>
          {t('timeline.keys')}
        </span>
      )}
      {slip > 0 && (
        <span
          aria-hidden
          className="timeline-slip"
          style={{ insetInlineStart: x + width, width: slip * scale.dayWidth }}
        />
      )}
      {slip > 0 && (
        <span
          aria-hidden
          className="timeline-slip-text"
          style={{ insetInlineStart: x + width + slip * scale.dayWidth + 6 }}
        >
          {t('timeline.slipShort', { count: slip })}
        </span>
      )}
    </>
  );
}
