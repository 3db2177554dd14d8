import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import type { Team } from '../../api/types.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { useMe } from '../../data/session/use-me.ts';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { useTeamPermissions } from '../../data/organizations/use-permissions.ts';
import { lookAtBoard } from '../../data/presence/heartbeats.ts';
import { statusesQuery } from '../../data/workflow/queries.ts';
import { rememberTeam } from '../../data/teams/last-team.ts';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { useTeam } from '../../data/teams/use-team.ts';
import { BoardArea } from './board-area.tsx';
import { BoardHeader } from './board-header.tsx';
import { teamColumns } from '../../data/boards/columns.ts';
import { boardView } from '../../data/boards/views.ts';
import { teamScope } from '../../data/lists/task-scope.ts';
import { filterOf } from '../../data/tasks/filter.ts';

export function BoardPage() {
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/board' });
  const team = useTeam(teamId);
  return team ? <TeamBoard key={team.id} team={team} /> : <UnknownTeam teamId={teamId} />;
}

function TeamBoard({ team }: { team: Team }) {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: '/_session/_shell/teams/$teamId/board' });
  const { taskId: openTaskId } = useParams({ strict: false });
  const { data: statuses, error, refetch } = useQuery(statusesQuery(team.id));
  const columns = useMemo(() => statuses && teamColumns(statuses), [statuses]);
  const scope = useMemo(() => teamScope(team), [team]);
  const filter = JSON.stringify(filterOf(search));
  const view = useMemo(() => boardView(team.id, JSON.parse(filter), me.id), [team.id, filter, me.id]);
  const permissions = useTeamPermissions(team.id);
  const permissionsOf = useCallback(() => permissions, [permissions]);

  useEffect(() => lookAtBoard(team.id), [team.id]);
  useEffect(() => {
    rememberTeam(team);
    chooseOrganization(team.organizationId);
  }, [team]);

  const open = (taskId: string) =>
    void navigate({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId: team.id, taskId }, search: true });
  return (
    <div className="flex h-full flex-col">
      <BoardHeader team={team} scope={scope} search={search} />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <BoardArea
          scope={scope}
          path={`/teams/${team.id}/board`}
          columns={columns}
          view={view}
          search={search}
          permissionsOf={permissionsOf}
          openTaskId={openTaskId}
          onOpen={open}
        />
      )}
      <Outlet />
    </div>
  );
}
