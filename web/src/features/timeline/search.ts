import { searchReader } from '../../lib/search.ts';
import { zooms } from '../../data/timeline/scale.ts';

/** How a timeline is looked at. */
export type TimelineSearch = ReturnType<typeof timelineSearch>;

export const timelineSearch = searchReader({
  zoom: (value) => zooms.find((one) => one === value),
  view: (value) => (value === 'table' ? 'table' : undefined),
});
