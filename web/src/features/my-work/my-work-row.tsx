import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CircleSlash2, RotateCcw } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { keepFocusBeside } from '../../lib/focus-beside.ts';
import { classNames } from '../../lib/class-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PriorityBars } from '../tasks/priority-bars.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { isOpen as isOpenTask, toggleDone } from '../../data/tasks/close-task.ts';
import { DueText } from '../tasks/due-text.tsx';
import { taskLinkId } from '../../data/tasks/focus-task.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { statusName } from '../../data/workflow/status-name.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { useTeam } from '../../data/teams/use-team.ts';

export function MyWorkRow({ task, isOpen }: { task: KnownTask; isOpen: boolean }) {
  const { t } = useTexts();
  const team = useTeam(task.teamId);
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const { id: taskId, key, title, status, category, priority, assignee } = task;
  const isUndone = isOpenTask(task);
  return (
    <li
      className={classNames(
        'group relative flex min-h-9 items-center gap-2.5 rounded-normal px-2 hover:bg-hover',
        isOpen && 'bg-accent-wash',
      )}
    >
      <span role="img" aria-label={statusName(status)} title={statusName(status)}>
        <StatusRing category={category} />
      </span>
      <Link
        id={taskLinkId(taskId)}
        to="/my-work/tasks/$taskId"
        params={{ taskId }}
        className={classNames(
          'own-direction min-w-0 flex-1 truncate py-1.5 after:absolute after:inset-0',
          !isUndone && 'text-muted line-through',
        )}
      >
        {title}
      </Link>
      {task.blocked && isUndone && (
        <span role="img" aria-label={t('task.blocked')} title={t('task.blocked')} className="text-danger">
          <Icon of={CircleSlash2} size={14} />
        </span>
      )}
      <span className="text-meta whitespace-nowrap text-muted">
        <DueText task={task} />
      </span>
      <span className="flex w-24 items-center gap-2 text-meta text-muted max-sm:hidden">
        <span aria-hidden className="size-2 shrink-0 rounded-[3px]" style={{ backgroundColor: team?.colour }} />
        <span className="truncate" dir="ltr">
          {key}
        </span>
      </span>
      <PriorityBars
        priority={priority}
        label={t('task.priorityIs', { priority: t(`shared:priorities.${priority}`) })}
      />
      {assignee && (
        <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
      )}
      <IconButton
        label={t(isUndone ? 'myWork.complete' : 'myWork.reopen', { key })}
        className="relative z-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        onClick={({ currentTarget }) => {
          keepFocusBeside(currentTarget);
          void toggleDone(task, statuses);
        }}
      >
        <Icon of={isUndone ? Check : RotateCcw} />
      </IconButton>
    </li>
  );
}
