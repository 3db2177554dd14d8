import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n/use-texts.ts';
import type { TaskCard } from '../../../api/types.ts';
import { classNames } from '../../../lib/class-names.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { StatusRing } from '../../tasks/status-ring.tsx';
import { DueText } from '../../tasks/due-text.tsx';
import { statusName } from '../../../data/workflow/status-name.ts';

export type LinedTask = Pick<TaskCard, 'id' | 'key' | 'title' | 'category' | 'status'> &
  Partial<Pick<TaskCard, 'assignee' | 'dueDate' | 'dueAt'>>;

/** Another task in one line, with its link. */
export function TaskLine({ task, children }: { task: LinedTask; children?: ReactNode }) {
  const { t } = useTexts();
  const { id: taskId, key, title, category, status, assignee, dueDate = null, dueAt = null } = task;
  const isClosed = category === 'done' || category === 'cancelled';
  return (
    <li className="group relative -mx-2 flex min-h-8 pointer-coarse:min-h-11 items-center gap-2.5 rounded-[6px] px-2 py-1 hover:bg-hover">
      <span role="img" aria-label={statusName(status)} title={statusName(status)}>
        <StatusRing category={category} />
      </span>
      <Link
        to="/tasks/$taskId"
        params={{ taskId }}
        className={classNames(
          'own-direction min-w-0 flex-1 truncate after:absolute after:inset-0',
          isClosed && 'text-muted',
        )}
      >
        {title}
      </Link>
      <span className="text-meta whitespace-nowrap text-muted">
        <DueText task={{ dueDate, dueAt, category }} />
      </span>
      <span className="text-meta text-muted max-sm:hidden" dir="ltr">
        {key}
      </span>
      {assignee && (
        <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
      )}
      {children}
    </li>
  );
}
