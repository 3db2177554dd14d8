import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Project, TaskCard } from '../../api/types.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Name } from '../../ui/name.tsx';
import { Section } from '../../ui/section.tsx';
import { SmallSelect } from '../../ui/small-select.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import { Unread } from '../../ui/unread.tsx';
import { DueText } from '../tasks/due-text.tsx';
import { TeamDot } from '../teams/team-dot.tsx';
import { teamsQuery } from '../../data/teams/queries.ts';
import { projectTasksQuery } from '../../data/projects/queries.ts';

/** The tasks of a project, with links to their boards. */
export function ProjectTasks({ project }: { project: Project }) {
  const { t } = useTexts();
  const [isOpenOnly, setOpenOnly] = useState(true);
  const tasks = useInfiniteQuery({
    ...projectTasksQuery(project, isOpenOnly),
    placeholderData: (before) => before,
  });
  const loadedTasks = tasks.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section
      title={t('projects.tasks')}
      action={
        <SmallSelect
          label={t('projects.whichTasks')}
          value={isOpenOnly ? 'open' : 'all'}
          isQuiet
          options={[
            ['open', t('projects.openTasks')],
            ['all', t('projects.allTasks')],
          ]}
          onChange={(value) => setOpenOnly(value === 'open')}
        />
      }
    >
      <BoardLinks project={project} />
      <Unread query={tasks} />
      {tasks.data && loadedTasks.length === 0 && (
        <p className="text-muted">{t(isOpenOnly ? 'projects.noOpenTasks' : 'projects.noTasks')}</p>
      )}
      {loadedTasks.length > 0 && (
        <ul aria-label={t('projects.tasks')} className="-mx-2">
          {loadedTasks.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
      )}
      <MoreButton query={tasks} />
    </Section>
  );
}

function BoardLinks({ project }: { project: Project }) {
  const { data: all = [] } = useQuery(teamsQuery);
  const teams = all.filter(({ id }) => project.teamIds.includes(id));
  const { t } = useTexts();
  if (teams.length === 0) return null;
  return (
    <ul aria-label={t('projects.boards')} className="flex flex-wrap gap-2">
      {teams.map(({ id, name, colour }) => (
        <li key={id}>
          <Link
            to="/teams/$teamId/board"
            params={{ teamId: id }}
            className="inline-flex h-7 items-center gap-1.5 rounded-[6px] border border-line px-2 text-meta text-soft hover:bg-hover hover:text-ink"
          >
            <TeamDot colour={colour} />
            <Name>{name}</Name>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function TaskRow({ task }: { task: TaskCard }) {
  const { t } = useTexts();
  const { id: taskId, teamId, key, title, category, assignee } = task;
  return (
    <li className="relative flex min-h-(--row) items-center gap-3 rounded-[6px] px-2 hover:bg-hover">
      <StatusRing category={category} />
      <span className="figure w-18 shrink-0 truncate text-meta text-muted max-sm:hidden">
        <bdi dir="ltr">{key}</bdi>
      </span>
      <Link
        to="/teams/$teamId/board/tasks/$taskId"
        params={{ teamId, taskId }}
        className="own-direction min-w-0 flex-1 truncate after:absolute after:inset-0"
      >
        {title}
      </Link>
      <span className="text-meta whitespace-nowrap">
        <DueText task={task} />
      </span>
      {assignee && (
        <Avatar name={assignee.name} url={assignee.avatarUrl} label={t('task.assignedTo', { name: assignee.name })} />
      )}
    </li>
  );
}
