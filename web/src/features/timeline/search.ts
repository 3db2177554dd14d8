import { readText, searchReader } from '../../lib/search.ts';
import { zooms } from '../../data/timeline/zooms.ts';
import { filterReaders } from '../../data/tasks/filter-names.ts';

/** The filters and view options of a timeline. */
export type TimelineSearch = ReturnType<typeof timelineSearch>;

export const timelineSearch = searchReader({
  ...filterReaders,
  /** The saved view that this started from. */
  view: readText,
  zoom: (value) => zooms.find((one) => one === value),
  as: (value) => (value === 'table' ? 'table' : undefined),
});
