import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Task } from '../../../api/types.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { formatDuration } from '../../../i18n/durations.ts';
import { formatNumber } from '../../../i18n/numbers.ts';
import { membersQuery } from '../../../data/members/queries.ts';
import { createTask } from '../../../data/tasks/create-task.ts';
import { statusesQuery } from '../../../data/workflow/queries.ts';
import { tasks } from '../../../data/tasks/tasks.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { useTeam } from '../../../data/teams/use-team.ts';
import { LineField } from '../line-field.tsx';
import { refreshSubtasks, rollUpQuery, subtasksQuery } from '../../../data/subtasks/queries.ts';
import { type LinedTask, TaskLine } from './task-line.tsx';

/** The subtasks and their total progress. */
export function Subtasks({ task }: { task: Task }) {
  const { t } = useTexts();
  const team = useTeam(task.teamId);
  const { work: mayWork } = useTaskRights(task);
  const { data: statuses = [] } = useQuery(statusesQuery(task.teamId));
  const hasParts = task.subtaskTotal > 0;
  const { data: cachedSubtasks = [] } = useQuery(subtasksQuery(task));
  const { data: members = [] } = useQuery(membersQuery(task.organizationId));
  useSyncExternalStore(tasks.subscribe, tasks.revision);
  const parts = cachedSubtasks.flatMap((part): LinedTask[] => {
    const assignee = members.find(({ userId }) => userId === part.assigneeId)?.user ?? null;
    const latest = tasks.get(part.id);
    if (latest === undefined) return [{ ...part, assignee }];
    return latest.parentId === task.id ? [latest] : [];
  });
  const first = statuses.find(({ category }) => category === 'todo');

  if (parts.length === 0 && !mayWork) return null;
  const add = async (title: string) => {
    if (!team || !first) return;
    await createTask({ team, status: first, title, parentId: task.id, projectId: task.projectId });
    await refreshSubtasks(task.id);
  };
  return (
    <section aria-label={t('subtasks.title')} className="grid gap-1">
      {parts.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-2">
          <h3 className="font-medium">{t('subtasks.title')}</h3>
          {hasParts && <RollUpLine task={task} />}
        </div>
      )}
      {parts.length > 0 && (
        <ul className="grid grid-cols-1">
          {parts.map((part) => (
            <TaskLine key={part.id} task={part} />
          ))}
        </ul>
      )}
      {mayWork && team && first && (
        <LineField
          label={t('subtasks.add')}
          placeholder={t(parts.length > 0 ? 'subtasks.addMore' : 'subtasks.addFirst')}
          onSubmit={(title) => void add(title)}
        />
      )}
    </section>
  );
}

function RollUpLine({ task }: { task: Task }) {
  const { t } = useTexts();
  const { data: whole } = useQuery(rollUpQuery(task));
  if (!whole) return null;
  const { done, total, percent, estimate, estimateDone } = whole;
  return (
    <>
      <progress
        className="progress w-20!"
        max={100}
        value={percent}
        aria-label={t('subtasks.progress', { percent: formatNumber(Math.round(percent)) })}
      />
      <span className="text-meta text-muted">
        {t('subtasks.counts', { done: formatNumber(done), total: formatNumber(total) })}
        {estimate > 0 &&
          ` · ${t('subtasks.estimates', { done: formatDuration(estimateDone), total: formatDuration(estimate) })}`}
      </span>
    </>
  );
}
