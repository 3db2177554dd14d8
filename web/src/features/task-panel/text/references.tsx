import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useMemo } from 'react';
import { queryClient } from '../../../api/query-client.ts';
import type { Person, Task } from '../../../api/types.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { useTexts } from '../../../i18n/use-texts.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { type Suggestion, type TextReferences, TextReferencesContext } from '../../../ui/text-references.ts';
import { showToast } from '../../../ui/toasts.ts';
import { attach, attachmentHref } from '../../../data/attachments/queries.ts';
import { membersQuery } from '../../../data/members/queries.ts';
import { loadTaskByKey, taskSearchQuery } from '../../../data/tasks/queries.ts';
import type { KnownTask } from '../../../data/tasks/store.ts';
import { tasks } from '../../../data/tasks/tasks.ts';
import { useTaskRights } from '../../../data/tasks/use-task-rights.ts';
import { teamsQuery } from '../../../data/teams/queries.ts';
import { StatusRing } from '../../tasks/status-ring.tsx';
import { peopleNamed } from './people-named.ts';

const maxOffered = 6;

/** What the texts of a task refer to: members of its organization, and tasks of it. */
export function TaskReferences({ task, children }: { readonly task: Task; readonly children: ReactNode }) {
  const { id: taskId, organizationId } = task;
  const { work: mayWork } = useTaskRights(task);
  const { data: members } = useQuery(membersQuery(organizationId));
  const { data: teams } = useQuery(teamsQuery);
  const references = useMemo((): TextReferences => {
    const people = members?.map(({ user }) => user) ?? [];
    const byUsername = new Map(people.map((person) => [person.username.toLowerCase(), person]));
    const teamKeys = new Set(teams?.filter((team) => team.organizationId === organizationId).map(({ key }) => key));
    const personNamed = (username: string) => byUsername.get(username.toLowerCase());
    return {
      personNamed: (username) => personNamed(username)?.name ?? null,
      taskTitled: (key) => knownTask(organizationId, key)?.title ?? (teamKeys.has(key.split('-')[0] ?? '') ? '' : null),
      person: (username) => (
        <span className="reference" title={personNamed(username)?.name}>
          <bdi dir="ltr">@{username}</bdi>
        </span>
      ),
      task: (key) => <TaskReference organizationId={organizationId} taskKey={key} />,
      suggest: async (sign, query) =>
        sign === '@'
          ? peopleNamed(
              (await queryClient.ensureQueryData(membersQuery(organizationId))).map(({ user }) => user),
              query,
            ).map(suggestedPerson)
          : (await queryClient.fetchQuery(taskSearchQuery(organizationId, query)))
              .filter(({ id }) => id !== taskId)
              .slice(0, maxOffered)
              .map(suggestedTask),
      ...(mayWork
        ? { upload: async (file, onProgress) => attachmentHref(await attach(taskId, file, onProgress)) }
        : {}),
    };
  }, [members, teams, organizationId, taskId, mayWork]);
  return <TextReferencesContext value={references}>{children}</TextReferencesContext>;
}

function suggestedPerson({ id, name, username, avatarUrl }: Person): Suggestion {
  const icon = <Avatar name={name} url={avatarUrl} />;
  return { id, label: name, detail: `@${username}`, icon, text: `@${username}` };
}

function suggestedTask({ id, key, title, category }: KnownTask): Suggestion {
  return { id, label: title, detail: key, icon: <StatusRing category={category} />, text: key };
}

function knownTask(organizationId: string, key: string): KnownTask | undefined {
  for (const task of tasks.all()) if (task.key === key && task.organizationId === organizationId) return task;
  return undefined;
}

/** The key of a task in a text: a link that opens it. */
function TaskReference({ organizationId, taskKey }: { readonly organizationId: string; readonly taskKey: string }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const task = knownTask(organizationId, taskKey);
  const isClosed = task?.category === 'done' || task?.category === 'cancelled';
  const find = async (event: MouseEvent) => {
    if (task) return;
    event.preventDefault();
    try {
      const { id } = await loadTaskByKey(organizationId, taskKey);
      await navigate({ to: '/tasks/$taskId', params: { taskId: id } });
    } catch (error) {
      showToast({ tone: 'danger', text: t('task.notOpened', { key: taskKey }), detail: problemText(error) });
    }
  };
  return (
    <Link
      to="/tasks/$taskId"
      params={{ taskId: task?.id ?? taskKey }}
      preload={false}
      title={task?.title}
      className="reference"
      onClick={(event) => void find(event)}
    >
      {task && <StatusRing category={task.category} />}
      <bdi dir="ltr" className={isClosed ? 'line-through' : ''}>
        {taskKey}
      </bdi>
    </Link>
  );
}
