import { useNavigate } from '@tanstack/react-router';
import type { Team } from '../../api/types.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { TeamHeader } from '../teams/team-header.tsx';
import { FilterLine } from '../filters/filter-line.tsx';
import { BoardTools } from './board-tools.tsx';

interface BoardHeaderProps {
  readonly team: Team;
  readonly scope: TaskScope;
  readonly search: ListSearch;
}

/** The header of a team's board, whose filters and lanes are stored in the address. */
export function BoardHeader({ team, scope, search }: BoardHeaderProps) {
  const navigate = useNavigate({ from: '/teams/$teamId/board' });
  const change = (part: ListSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <>
      <TeamHeader team={team}>
        <BoardTools scope={scope} search={search} onChange={change} />
      </TeamHeader>
      <FilterLine scope={scope} filter={search} onChange={change} />
    </>
  );
}
