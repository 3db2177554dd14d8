import { searchReader } from '../../lib/search.ts';
import { zooms } from '../../data/timeline/zooms.ts';

/** The view options of a timeline. */
export type TimelineSearch = ReturnType<typeof timelineSearch>;

export const timelineSearch = searchReader({
  zoom: (value) => zooms.find((one) => one === value),
  view: (value) => (value === 'table' ? 'table' : undefined),
});
