import type { Status } from '../../api/types.ts';

/** A column of a board: a status of its team, or those of several teams with the same name and category. */
export interface BoardColumn extends Pick<Status, 'id' | 'name' | 'category' | 'limit'> {
  readonly statuses: readonly Status[];
}

export function teamColumns(statuses: readonly Status[]): readonly BoardColumn[] {
  return statuses.map((status) => ({ ...status, statuses: [status] }));
}

const categories: readonly Status['category'][] = ['todo', 'in_progress', 'done', 'cancelled'];

/**
 * The columns of a board of several teams, in the order of their categories and then of the teams' workflows. Limits
 * apply to the board of a team.
 */
export function sharedColumns(workflows: readonly (readonly Status[])[]): readonly BoardColumn[] {
  const byName = new Map<string, BoardColumn>();
  for (const status of workflows.flat()) {
    const key = `${status.category} ${status.name}`;
    const column = byName.get(key);
    byName.set(key, { ...(column ?? { ...status, limit: null }), statuses: [...(column?.statuses ?? []), status] });
  }
  return categories.flatMap((category) => [...byName.values()].filter((column) => column.category === category));
}

/** The status that a task of a team has in a column; undefined if the team has none there. */
export function statusIn({ statuses }: BoardColumn, teamId: string): Status | undefined {
  return statuses.find((status) => status.teamId === teamId);
}
