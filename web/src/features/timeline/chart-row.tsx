import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import type { KnownTask } from '../../data/tasks/store.ts';
import { useTaskRights } from '../../data/tasks/use-task-rights.ts';
import { Bar } from './bar.tsx';
import type { TimelineRowData } from './timeline-row.ts';
import type { Scale } from '../../data/timeline/scale.ts';
import type { Dates } from '../../data/timeline/spans.ts';

interface ChartRowProps {
  readonly row: TimelineRowData;
  readonly scale: Scale;
  readonly top: number;
  readonly height: number;
  readonly isOpen: boolean;
  readonly waitsFor: readonly string[];
  readonly onChange: (base: KnownTask, dates: Dates) => void;
  readonly onOpen: (taskId: string) => void;
  readonly onStep: (taskId: string, by: 1 | -1) => void;
}

/** Rendered again only if its props change: a scrolled chart has hundreds. */
export const ChartRow = memo(function ChartRow(props: ChartRowProps) {
  const { row, scale, top, height, isOpen, onOpen, onStep, ...bar } = props;
  const { t } = useTexts();
  const { task, category } = row;
  const may = useTaskRights(task);
  const { assignee } = task;
  return (
    <li
      className={classNames('timeline-row', isOpen && 'timeline-row-open')}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <div className="timeline-name">
        <StatusRing category={category} />
        <Link
          to="/projects/$projectId/timeline/tasks/$taskId"
          params={{ projectId: task.projectId ?? '', taskId: task.id }}
          search
          className="own-direction min-w-0 flex-1 truncate hover:underline"
          title={task.title}
        >
          {task.title}
        </Link>
        {assignee && (
          <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
        )}
      </div>
      <div className="relative">
        <Bar
          row={row}
          scale={scale}
          isReadOnly={!may.edit || category === 'done'}
          onOpen={() => onOpen(task.id)}
          onStep={(by) => onStep(task.id, by)}
          {...bar}
        />
      </div>
    </li>
  );
});
