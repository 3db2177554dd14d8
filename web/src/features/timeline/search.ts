import { type Zoom, zooms } from './scale.ts';

/** How a timeline is looked at. */
export interface TimelineSearch {
  readonly zoom?: Zoom;
  readonly view?: 'table';
}

export function timelineSearch(search: Record<string, unknown>): TimelineSearch {
  const zoom = zooms.find((one) => one === search['zoom']);
  return { ...(zoom ? { zoom } : {}), ...(search['view'] === 'table' ? { view: 'table' } : {}) };
}
