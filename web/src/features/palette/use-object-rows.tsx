import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { FolderKanban, MessageSquare } from 'lucide-react';
import { enabledUnlessLeaving } from '../../api/enabled-unless-leaving.ts';
import { membersQuery } from '../../data/members/queries.ts';
import { useOrganizationPermissions } from '../../data/organizations/use-permissions.ts';
import { projectsQuery } from '../../data/projects/queries.ts';
import type { CommentMatch } from '../../data/search/local-comments.ts';
import { useMe } from '../../data/session/use-me.ts';
import { assigneeFilter } from '../../data/tasks/filter.ts';
import type { KnownTask } from '../../data/tasks/store.ts';
import { teamForNewTask } from '../../data/teams/quick-add-team.ts';
import { teamsQuery } from '../../data/teams/queries.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StatusRing } from '../tasks/status-ring.tsx';
import type { Row } from './rows.ts';

export interface ObjectRows {
  readonly projects: readonly Row[];
  readonly teams: readonly Row[];
  readonly people: readonly Row[];
  readonly taskRow: (task: KnownTask) => Row;
  readonly commentRow: (match: CommentMatch) => Row;
}

/** The projects, teams and people of an organization, as this browser knows them. */
export function useObjectRows(organizationId: string): ObjectRows {
  const navigate = useNavigate();
  const { id: myId } = useMe();
  const { teamId: pageTeamId } = useParams({ strict: false });
  const { data: allTeams } = useSuspenseQuery(teamsQuery);
  const { data: projects = [] } = useQuery({
    ...projectsQuery(organizationId),
    enabled: enabledUnlessLeaving(organizationId !== ''),
  });
  const seesMembers = useOrganizationPermissions()?.seeMembers === true;
  const { data: members = [] } = useQuery({
    ...membersQuery(organizationId),
    enabled: enabledUnlessLeaving(seesMembers),
  });
  const teams = allTeams.filter((team) => team.organizationId === organizationId);
  const listTeam = teamForNewTask(teams, { pageTeamId, projectTeamIds: [] });
  return {
    projects: projects.map(({ id, name, key }) => ({
      id: `project:${id}`,
      group: 'projects',
      label: name,
      detail: key,
      also: key,
      icon: <Icon of={FolderKanban} />,
      run: () => void navigate({ to: '/projects/$projectId', params: { projectId: id } }),
    })),
    teams: teams.map(({ id, name, key, colour }) => ({
      id: `team:${id}`,
      group: 'teams',
      label: name,
      detail: key,
      also: key,
      icon: <span aria-hidden className="mx-1 size-2 rounded-[3px]" style={{ backgroundColor: colour }} />,
      run: () => void navigate({ to: '/teams/$teamId/board', params: { teamId: id } }),
    })),
    // A person leads to their tasks.
    people: listTeam
      ? members.map(({ user: { id, name, username, email, avatarUrl } }) => ({
          id: `person:${id}`,
          group: 'people',
          label: name,
          detail: `@${username}`,
          also: `${username} ${email}`,
          icon: <Avatar name={name} url={avatarUrl} />,
          run: () =>
            void navigate({
              to: '/teams/$teamId/list',
              params: { teamId: listTeam.id },
              search: { assignee: assigneeFilter(id, myId) },
            }),
        }))
      : [],
    commentRow: ({ id, task, line }) => ({
      id: `comment:${id}`,
      group: 'comments',
      label: line,
      detail: task.key,
      icon: <Icon of={MessageSquare} />,
      run: () =>
        void navigate({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId: task.teamId, taskId: task.id } }),
    }),
    taskRow: ({ id, key, title, teamId, category }) => ({
      id: `task:${id}`,
      group: 'tasks',
      label: title,
      detail: key,
      icon: <StatusRing category={category} />,
      run: () => void navigate({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId, taskId: id } }),
    }),
  };
}
