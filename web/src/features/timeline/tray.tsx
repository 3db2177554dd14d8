import { useQuery } from '@tanstack/react-query';
import { CalendarPlus, ChevronDown, GripVertical } from 'lucide-react';
import { type RefObject, useId, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { addDays } from '../../i18n/dates.ts';
import { formatNumber } from '../../i18n/numbers.ts';
import { classNames } from '../../lib/class-names.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks, useTask } from '../../data/tasks/tasks.ts';
import { useTaskRights } from '../../data/tasks/use-task-rights.ts';
import { undatedQuery } from '../../data/timeline/queries.ts';
import type { Scale } from '../../data/timeline/scale.ts';
import { type Dates, daysOf, hasDates } from '../../data/timeline/spans.ts';
import { useTrayDrag } from './use-tray-drag.ts';

interface TrayProps {
  readonly project: Project;
  readonly isPassing: (task: KnownTask) => boolean;
  /** Tasks without dates that are drawn anyway, because of their dependencies. */
  readonly drawnIds: ReadonlySet<string>;
  readonly today: string;
  readonly scale: Scale;
  readonly field: RefObject<HTMLUListElement | null>;
  readonly onPlan: (base: KnownTask, dates: Dates) => void;
}

/** Tasks without dates: a click plans one for today, a drag for another day. */
export function Tray({ project, isPassing, drawnIds, today, scale, field, onPlan }: TrayProps) {
  const { t } = useTexts();
  const listId = useId();
  const [isOpen, setOpen] = useState(true);
  const { data = [] } = useQuery(undatedQuery(project));
  const ids = data.filter((id) => {
    const task = tasks.get(id);
    return !drawnIds.has(id) && task !== undefined && isPassing(task);
  });
  if (ids.length === 0) return null;
  const planTask = (task: KnownTask, start: string) =>
    onPlan(task, { startDate: start, dueDate: addDays(start, daysOf(task) - 1) });
  return (
    <section aria-label={t('timeline.tray')} className="flex-none border-t border-line bg-surface">
      <h2>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={listId}
          className="flex h-10 w-full items-center gap-2 px-4 font-medium"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon
            of={ChevronDown}
            size={14}
            className={classNames('text-muted', !isOpen && '-rotate-90 rtl:rotate-90')}
          />
          {t('timeline.tray')}
          <span className="figure text-meta text-muted">{formatNumber(ids.length)}</span>
        </button>
      </h2>
      <ul id={listId} hidden={!isOpen} aria-label={t('timeline.tray')} className="max-h-44 overflow-y-auto px-2 pb-2">
        {ids.map((id) => (
          <TrayRow key={id} taskId={id} today={today} scale={scale} field={field} onPlan={planTask} />
        ))}
      </ul>
    </section>
  );
}

interface TrayRowProps extends Pick<TrayProps, 'today' | 'scale' | 'field'> {
  readonly taskId: string;
  readonly onPlan: (task: KnownTask, start: string) => void;
}

function TrayRow({ taskId, ...rest }: TrayRowProps) {
  const task = useTask(taskId);
  return task && !hasDates(task) ? <KnownTrayRow task={task} {...rest} /> : null;
}

function KnownTrayRow({ task, today, scale, field, onPlan }: Omit<TrayRowProps, 'taskId'> & { task: KnownTask }) {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const drag = useTrayDrag({ scale, field, onDrop: (day) => onPlan(task, day) });
  const { key, title, category } = task;
  return (
    <li
      className={classNames('timeline-tray-row', may.edit && 'timeline-tray-row-movable')}
      {...(may.edit ? drag.pointer : {})}
    >
      {may.edit && <Icon of={GripVertical} size={14} className="text-muted max-sm:hidden" />}
      <StatusRing category={category} />
      <span className="figure text-meta text-muted max-sm:hidden">
        <bdi dir="ltr">{key}</bdi>
      </span>
      <span className="own-direction min-w-0 flex-1 truncate">{title}</span>
      {may.edit && (
        <Button
          tone="quiet"
          size="small"
          aria-label={t('timeline.putInOf', { title })}
          onClick={() => onPlan(task, today)}
        >
          <Icon of={CalendarPlus} size={14} />
          {t('timeline.putIn')}
        </Button>
      )}
    </li>
  );
}
