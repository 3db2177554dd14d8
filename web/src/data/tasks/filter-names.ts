import { readJsonText, readText } from '../../lib/search.ts';

/** The filters of tasks, as they are in an address. Several ids of one filter are separated by commas. */
export const filterReaders = {
  q: readText,
  /** People's ids, `me` or `none`. */
  assignee: readText,
  status: readText,
  priority: readText,
  label: readText,
  due: readText,
  project: readText,
  milestone: readText,
  /** The filter by custom fields, in the format of the API. */
  fields: readJsonText,
} as const;

export type FilterName = keyof typeof filterReaders;
export type TaskFilter = { readonly [Name in FilterName]?: string | undefined };
