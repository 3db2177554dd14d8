import type { Team } from '../../api/types.ts';
import { TeamHeader } from '../teams/team-header.tsx';
import { BoardFilterBar } from './board-filter-bar.tsx';
import type { BoardFilter } from '../../data/boards/filter.ts';

export function BoardHeader({ team, filter }: { team: Team; filter: BoardFilter }) {
  return (
    <TeamHeader team={team}>
      <BoardFilterBar team={team} filter={filter} />
    </TeamHeader>
  );
}
