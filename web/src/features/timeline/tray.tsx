import { useQuery } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project } from '../../api/types.ts';
import { addDays } from '../../i18n/dates.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { KnownTask } from '../../data/tasks/store.ts';
import { tasks, useTask } from '../../data/tasks/tasks.ts';
import { useTaskRights } from '../../data/tasks/use-task-rights.ts';
import { undatedQuery } from '../../data/timeline/queries.ts';
import type { Scale } from '../../data/timeline/scale.ts';
import { type Dates, daysOf, hasDates } from '../../data/timeline/spans.ts';
import { Tray, TrayRow } from '../task-rows/tray.tsx';
import { useTrayDrag } from './use-tray-drag.ts';

interface TimelineTrayProps {
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
export function TimelineTray({ project, isPassing, drawnIds, today, scale, field, onPlan }: TimelineTrayProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(true);
  const { data } = useQuery(undatedQuery(project));
  const ids = (data?.ids ?? []).filter((id) => {
    const task = tasks.get(id);
    return !drawnIds.has(id) && task !== undefined && isPassing(task);
  });
  if (ids.length === 0) return null;
  const planTask = (task: KnownTask, start: string) =>
    onPlan(task, { startDate: start, dueDate: addDays(start, daysOf(task) - 1) });
  return (
    <Tray
      label={t('timeline.tray')}
      count={ids.length}
      hasMore={data?.hasMore ?? false}
      isOpen={isOpen}
      onToggle={setOpen}
    >
      {ids.map((id) => (
        <UndatedRow key={id} taskId={id} today={today} scale={scale} field={field} onPlan={planTask} />
      ))}
    </Tray>
  );
}

interface UndatedRowProps extends Pick<TimelineTrayProps, 'today' | 'scale' | 'field'> {
  readonly taskId: string;
  readonly onPlan: (task: KnownTask, start: string) => void;
}

function UndatedRow({ taskId, ...rest }: UndatedRowProps) {
  const task = useTask(taskId);
  return task && !hasDates(task) ? <KnownRow task={task} {...rest} /> : null;
}

function KnownRow({ task, today, scale, field, onPlan }: Omit<UndatedRowProps, 'taskId'> & { task: KnownTask }) {
  const { t } = useTexts();
  const may = useTaskRights(task);
  const drag = useTrayDrag({ scale, field, onDrop: (day) => onPlan(task, day) });
  return (
    <TrayRow task={task} isMovable={may.edit} {...(may.edit ? drag.pointer : {})}>
      {may.edit && (
        <Button
          tone="quiet"
          size="small"
          aria-label={t('timeline.putInOf', { title: task.title })}
          onClick={() => onPlan(task, today)}
        >
          <Icon of={CalendarPlus} size={14} />
          {t('timeline.putIn')}
        </Button>
      )}
    </TrayRow>
  );
}
