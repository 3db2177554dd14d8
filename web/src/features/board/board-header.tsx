import { useNavigate } from '@tanstack/react-router';
import { useTexts } from '../../i18n/use-texts.ts';
import type { Team } from '../../api/types.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import { isFiltered } from '../../data/tasks/filter.ts';
import { DisplayButton } from './display-button.tsx';
import { LazyFilterButton, LazyFilterChips, LazyViewsButton } from '../filters/lazy-filters.tsx';
import { TextFilter } from '../filters/text-filter.tsx';
import { TeamHeader } from '../teams/team-header.tsx';

/** The filters of a board, all stored in the address. */
export function BoardHeader({ team, search }: { team: Team; search: ListSearch }) {
  const { t } = useTexts();
  const navigate = useNavigate({ from: '/teams/$teamId/board' });
  const change = (part: ListSearch) =>
    void navigate({ to: '.', search: (current) => ({ ...current, ...part }), replace: true });
  return (
    <>
      <TeamHeader team={team}>
        <div className="ms-auto flex min-w-0 items-center gap-1.5">
          <TextFilter
            q={search.q}
            help={[t('shortcuts.board'), t('shortcuts.filter')]}
            className="w-36 transition-[width] focus:w-52 sm:w-44"
            onChange={(q) => change({ q })}
          />
          <LazyFilterButton team={team} filter={search} onChange={change} />
          <DisplayButton />
          <LazyViewsButton team={team} layout="board" search={search} />
        </div>
      </TeamHeader>
      {isFiltered(search) && (
        <div className="flex-none border-b border-line px-4 py-1.5">
          <LazyFilterChips team={team} filter={search} onChange={change} />
        </div>
      )}
    </>
  );
}
