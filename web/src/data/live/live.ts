import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Change } from '../../api/stream.ts';

/** What a noun asks of the live updates. What many changes ask for is gathered and done once. */
export interface Live {
  /** For what queries have read until now. */
  readonly queryClient: QueryClient;
  /** Reads again what is shown under this key and those that begin with it. */
  readAgain(key: QueryKey): void;
  /** The same for something of an organization, once it is known that one still belongs there. */
  readAgainWithin(organizationId: string, key: QueryKey): void;
  /** Reads again the lists of tasks of these teams, organizations, projects and tasks with subtasks. */
  readListsOf(...places: readonly unknown[]): void;
  /** Reads a task again, unless this version of it is known by then. */
  readTask(id: string, change?: TaskChange): void;
  /** Whether somebody looks at a task, or at a board of its team. */
  isShown(taskId: string, teamId: string | undefined): boolean;
  reloadBoards(teamId: string): void;
  recountBoards(teamId: string): void;
}

export interface TaskChange {
  readonly version: number;
  /** New tasks are in no column's count yet. */
  readonly isNew: boolean;
}

/** How a noun takes in a change that happened elsewhere. */
export type OnChange = (change: Change, live: Live) => void;

/** Whether a query lists tasks of one of these places. */
export type ListsTasksOf = (key: QueryKey, places: ReadonlySet<unknown>) => boolean;

/** For keys that begin with one of these names, and name the place second. */
export function listsByPlace(...names: readonly string[]): ListsTasksOf {
  const knownNames = new Set<unknown>(names);
  return ([name, place], places) => knownNames.has(name) && places.has(place);
}
