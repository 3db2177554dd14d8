import { readText, searchReader } from '../../lib/search.ts';
import { filterReaders, type TaskFilter } from '../tasks/filter-names.ts';

/** What a list or a board shows and how; stored in the address. */
export interface ListSearch extends TaskFilter {
  /** The field to sort by; a leading `-` reverses. */
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
  /** The saved view that this started from. */
  readonly view?: string | undefined;
}

/** JSON is allowed in an address. */
export const listSearch: (search: Record<string, unknown>) => ListSearch = searchReader({
  ...filterReaders,
  sort: readText,
  group: readText,
  view: readText,
});
