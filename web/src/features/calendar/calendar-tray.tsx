import { useInfiniteQuery } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { type MouseEvent, useRef, useState } from 'react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { undatedQuery } from '../../data/calendar/queries.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { isOpen } from '../../data/tasks/is-open.ts';
import type { TaskFilter } from '../../data/tasks/filter.ts';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { Icon } from '../../ui/icon.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { DatePopupButton } from '../../ui/popup/date-popup-button.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { boardTaskHref } from '../navigation/links.ts';
import { Tray, TrayRow } from '../task-rows/tray.tsx';
import { usePlannedDrag } from './use-planned-drag.ts';

interface CalendarTrayProps {
  readonly scope: TaskScope;
  readonly filter: TaskFilter;
  readonly path: string;
  readonly mayMove: (task: KnownTask) => boolean;
  readonly onSchedule: (task: KnownTask, day: string) => void;
  readonly onOpen: (taskId: string) => void;
}

/** Open tasks without a due date. One is dragged onto a day, or gets it from its button. */
export function CalendarTray({ scope, filter, ...rowProps }: CalendarTrayProps) {
  const { t } = useTexts();
  const [isTrayOpen, setTrayOpen] = useState(false);
  const query = useInfiniteQuery({
    ...undatedQuery(scope, filter),
    // With another due date asked for, none of them matches.
    enabled: enabledUnlessLeaving(filter.due === undefined || filter.due === 'none'),
  });
  const ids = query.data?.pages.flatMap((page) => page.ids) ?? [];
  const undated = ids.flatMap((id) => tasks.get(id) ?? []).filter(isUndated);
  if (undated.length === 0) return null;
  return (
    <Tray
      label={t('taskCalendar.tray')}
      count={undated.length}
      hasMore={query.hasNextPage}
      isOpen={isTrayOpen}
      onToggle={setTrayOpen}
      more={<MoreButton query={query} className="py-2" />}
    >
      {undated.map((task) => (
        <UndatedRow key={task.id} task={task} {...rowProps} />
      ))}
    </Tray>
  );
}

function isUndated(task: KnownTask): boolean {
  return task.dueDate === null && task.dueAt === null && task.archivedAt === null && isOpen(task);
}

interface UndatedRowProps extends Pick<CalendarTrayProps, 'path' | 'mayMove' | 'onSchedule' | 'onOpen'> {
  readonly task: KnownTask;
}

function UndatedRow({ task, path, mayMove, onSchedule, onOpen }: UndatedRowProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLLIElement>(null);
  const { id, title } = task;
  const isMovable = mayMove(task);
  usePlannedDrag(ref, { taskId: id, mayMove: isMovable, isInGrid: false, preview: 'tray-row tray-row-lifted' });
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <TrayRow
      ref={ref}
      task={task}
      isMovable={isMovable}
      data-card={id}
      title={
        <a
          id={taskLinkId(id)}
          href={boardTaskHref(path, id)}
          draggable={false}
          onClick={follow}
          className="tray-title own-direction min-w-0 flex-1 truncate outline-none"
        >
          {title}
        </a>
      }
    >
      {isMovable && (
        <DatePopupButton
          label={t('task.dueDate')}
          day={null}
          aria-label={t('taskCalendar.scheduleTask', { title })}
          className={`${buttonClass({ tone: 'quiet', size: 'small' })} pointer-coarse:h-11`}
          onChoose={({ day }) => day !== null && onSchedule(task, day)}
        >
          <Icon of={CalendarPlus} size={14} />
          {t('taskCalendar.schedule')}
        </DatePopupButton>
      )}
    </TrayRow>
  );
}
