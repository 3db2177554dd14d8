import { useTexts } from '../../i18n/use-texts.ts';
import type { TaskScope } from '../../data/lists/task-scope.ts';
import { FilterButton } from '../filters/filter-button.tsx';
import { TextFilter } from '../filters/text-filter.tsx';
import { ViewsButton } from '../filters/views-button.tsx';
import type { CalendarSearch } from './search.ts';

interface CalendarToolsProps {
  readonly scope: TaskScope;
  readonly search: CalendarSearch;
  readonly onChange: (part: CalendarSearch) => void;
}

/** Filters and saved views, for the header of a calendar. */
export function CalendarTools({ scope, search, onChange }: CalendarToolsProps) {
  const { t } = useTexts();
  const { by: _by, day: _day, ...filter } = search;
  return (
    <div className="ms-auto flex max-w-full min-w-0 items-center gap-1.5 max-sm:w-full">
      <TextFilter
        q={search.q}
        help={[t('taskCalendar.title'), t('filter.text')]}
        className="w-36 sm:w-40"
        onChange={(q) => onChange({ q })}
      />
      <FilterButton scope={scope} filter={search} onChange={onChange} />
      <ViewsButton scope={scope} layout="calendar" search={filter} />
    </div>
  );
}
