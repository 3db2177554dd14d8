import { readJsonText, readText, searchReader } from '../../lib/search.ts';

/** What a list shows and how, as it stands in the address. Several ids of one filter are parted by commas. */
export interface ListSearch {
  readonly q?: string | undefined;
  readonly assignee?: string | undefined;
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  readonly label?: string | undefined;
  readonly due?: string | undefined;
  readonly project?: string | undefined;
  readonly milestone?: string | undefined;
  /** What a team's own fields are to hold, as the API takes it. */
  readonly fields?: string | undefined;
  /** A field to sort by, `-` before it reverses. */
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
  /** The saved view that this began with. */
  readonly view?: string | undefined;
}

export const filterNames = [
  'q',
  'assignee',
  'status',
  'priority',
  'label',
  'due',
  'project',
  'milestone',
  'fields',
] as const;
export type FilterName = (typeof filterNames)[number];

/** An address may hold JSON as it is. */
export const listSearch: (search: Record<string, unknown>) => ListSearch = searchReader({
  q: readText,
  assignee: readText,
  status: readText,
  priority: readText,
  label: readText,
  due: readText,
  project: readText,
  milestone: readText,
  fields: readJsonText,
  sort: readText,
  group: readText,
  view: readText,
});
