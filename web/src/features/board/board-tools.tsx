import { useTexts } from '../../i18n/use-texts.ts';
import type { ListSearch } from '../../data/lists/list-search.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { LazyFilterButton, LazyGroupButton, LazyViewsButton } from '../filters/lazy-filters.tsx';
import { TextFilter } from '../filters/text-filter.tsx';
import { DisplayButton } from './display-button.tsx';

interface BoardToolsProps {
  readonly scope: TaskScope;
  readonly search: ListSearch;
  readonly onChange: (part: ListSearch) => void;
}

/** Filters, lanes, what cards show, and saved views, for the header of a board. */
export function BoardTools({ scope, search, onChange }: BoardToolsProps) {
  const { t } = useTexts();
  return (
    <div className="ms-auto flex max-w-full min-w-0 items-center gap-1.5 max-sm:w-full">
      <TextFilter
        q={search.q}
        help={[t('shortcuts.board'), t('shortcuts.filter')]}
        className="w-44 transition-[width] focus:w-52"
        onChange={(q) => onChange({ q })}
      />
      <LazyFilterButton scope={scope} filter={search} onChange={onChange} />
      <LazyGroupButton scope={scope} layout="board" group={search.group} onChange={onChange} />
      <DisplayButton />
      <LazyViewsButton scope={scope} layout="board" search={search} />
    </div>
  );
}
