import type { TaskScope } from '../../data/lists/task-scope.ts';
import { isFiltered, type TaskFilter } from '../../data/tasks/filter.ts';
import { LazyFilterChips } from './lazy-filters.tsx';

interface FilterLineProps {
  readonly scope: TaskScope;
  readonly filter: TaskFilter;
  readonly onChange: (part: TaskFilter) => void;
}

/** The filters that are set, below the header of a page. */
export function FilterLine({ scope, filter, onChange }: FilterLineProps) {
  if (!isFiltered(filter)) return null;
  return (
    <div className="flex-none border-b border-line px-4 py-1.5">
      <LazyFilterChips scope={scope} filter={filter} onChange={onChange} />
    </div>
  );
}
