import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { Team } from '../../api/types.ts';
import { teamScope } from '../../data/lists/task-scope.ts';
import { chooseOrganization } from '../../data/organizations/use-organization.ts';
import { rememberTeam } from '../../data/teams/last-team.ts';
import { useTeam } from '../../data/teams/use-team.ts';
import { FilterLine } from '../filters/filter-line.tsx';
import { TeamHeader } from '../teams/team-header.tsx';
import { UnknownTeam } from '../teams/unknown-team.tsx';
import { CalendarArea } from './calendar-area.tsx';
import { CalendarTools } from './calendar-tools.tsx';
import type { CalendarSearch } from './search.ts';

/** The tasks of a team by their days. */
export function CalendarPage() {
  const { teamId } = useParams({ from: '/_session/_shell/teams/$teamId/calendar' });
  const team = useTeam(teamId);
  return team ? <TeamCalendar key={team.id} team={team} /> : <UnknownTeam teamId={teamId} />;
}

function TeamCalendar({ team }: { team: Team }) {
  const search = useSearch({ from: '/_session/_shell/teams/$teamId/calendar' });
  const navigate = useNavigate({ from: '/teams/$teamId/calendar' });
  const { taskId: openTaskId } = useParams({ strict: false });
  const scope = useMemo(() => teamScope(team), [team]);
  const change = (part: CalendarSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  const open = (taskId: string) =>
    void navigate({ to: '/teams/$teamId/calendar/tasks/$taskId', params: { teamId: team.id, taskId }, search: true });

  useEffect(() => {
    rememberTeam(team);
    chooseOrganization(team.organizationId);
  }, [team]);

  return (
    <div className="flex h-full flex-col">
      <TeamHeader team={team}>
        <CalendarTools scope={scope} search={search} onChange={change} />
      </TeamHeader>
      <FilterLine scope={scope} filter={search} onChange={change} />
      <CalendarArea
        scope={scope}
        path={`/teams/${team.id}/calendar`}
        search={search}
        onChange={change}
        openTaskId={openTaskId}
        onOpen={open}
      />
      <Outlet />
    </div>
  );
}
