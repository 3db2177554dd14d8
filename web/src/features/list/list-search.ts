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

const names = [...filterNames, 'sort', 'group', 'view'] as const;
const mostLength = 2_000;

/** The parameters that are there; what is none of them is left out. */
export function listSearch(search: Record<string, unknown>): ListSearch {
  const given = names.flatMap((name) => {
    const value = search[name];
    const text = typeof value === 'number' ? String(value) : isRecord(value) ? JSON.stringify(value) : value;
    return typeof text === 'string' && text !== '' && text.length <= mostLength ? [[name, text] as const] : [];
  });
  return Object.fromEntries(given);
}

/** An address may hold JSON as it is. */
function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
