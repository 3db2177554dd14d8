import { readJsonText, readText, searchReader } from '../../lib/search.ts';

/** What a list shows and how; stored in the address. Several ids of one filter are separated by commas. */
export interface ListSearch {
  readonly q?: string | undefined;
  readonly assignee?: string | undefined;
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  readonly label?: string | undefined;
  readonly due?: string | undefined;
  readonly project?: string | undefined;
  readonly milestone?: string | undefined;
  /** The filter by custom fields, in the format of the API. */
  readonly fields?: string | undefined;
  /** The field to sort by; a leading `-` reverses. */
  readonly sort?: string | undefined;
  readonly group?: string | undefined;
  /** The saved view that this started from. */
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

/** JSON is allowed in an address. */
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
