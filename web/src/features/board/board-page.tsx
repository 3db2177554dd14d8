import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { Team } from '../../api/types.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { fieldsQuery } from '../../data/fields/queries.ts';
import { lookAtBoard } from '../../data/presence/heartbeats.ts';
import { labelsQuery } from '../../data/labels/queries.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { rememberTeam } from '../../data/teams/last-team.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { Board } from './board.tsx';
import { BoardHeader } from './board-header.tsx';
import { BoardSkeleton } from './board-skeleton.tsx';
import { filterOf, isFiltered } from '../../data/tasks/filter.ts';
import { NothingFound } from './nothing-found.tsx';
import { boardView } from '../../data/boards/views.ts';

export function BoardPage() {
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/board' });
  const team = useTeam(teamId);
  return team ? <TeamBoard key={team.id} team={team} /> : <UnknownTeam teamId={teamId} />;
}

function TeamBoard({ team }: { team: Team }) {
  const me = useMe();
  const search = useSearch({ from: '/_session/_shell/teams/$teamId/board' });
  const { taskId } = useParams({ strict: false });
  const { data: statuses, error, refetch } = useQuery(statusesQuery(team.id));
  const { data: labels } = useQuery(labelsQuery(team.organizationId));
  const { data: fields } = useQuery(fieldsQuery(team.id));
  const onCards = useMemo(() => fields?.filter(({ onCard }) => onCard), [fields]);
  const filter = JSON.stringify(filterOf(search));
  const view = useMemo(() => boardView(team.id, JSON.parse(filter), me.id), [team.id, filter, me.id]);
  const shownStatuses = useMemo(() => {
    const wanted = search.status?.split(',');
    return statuses?.filter(({ id }) => wanted === undefined || wanted.includes(id));
  }, [statuses, search.status]);
  const labelsById = useMemo(() => new Map(labels?.map((label) => [label.id, label])), [labels]);

  useEffect(() => view.open(), [view]);
  useEffect(() => lookAtBoard(team.id), [team.id]);
  useEffect(() => {
    rememberTeam(team);
    chooseOrganization(team.organizationId);
  }, [team]);

  const permissions = useTeamPermissions(team.id);
  const mayWork = permissions?.createTasks ?? false;
  const { assignee } = search;
  const newTasksFor = assignee === 'me' ? me.id : assignee === 'none' || assignee?.includes(',') ? undefined : assignee;
  return (
    <div className="flex h-full flex-col">
      <BoardHeader team={team} search={search} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : shownStatuses && onCards && permissions !== undefined ? (
        <Board
          key={filter}
          team={team}
          statuses={shownStatuses}
          labels={labelsById}
          fields={onCards}
          view={view}
          mayWork={mayWork}
          openTaskId={taskId}
          newTasksFor={newTasksFor}
          isFiltered={isFiltered(search)}
        />
      ) : (
        <BoardSkeleton />
      )}
      <Outlet />
      {shownStatuses && isFiltered(search) && <NothingFound statuses={shownStatuses} view={view} />}
    </div>
  );
}
