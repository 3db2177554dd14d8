import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Change } from '../../api/stream.ts';

/** What a noun may request from live updates. Requests of many changes are collected and executed once. */
export interface Live {
  /** The cache of queries. */
  readonly queryClient: QueryClient;
  /** Reads the queries with this key or a longer one again. */
  readAgain(key: QueryKey): void;
  /** The same for queries of an organization, once it is confirmed that one is still a member. */
  readAgainWithin(organizationId: string, key: QueryKey): void;
  /** Reads the task lists of these teams, organizations, projects and parent tasks again. */
  readListsOf(...places: readonly unknown[]): void;
  /** Reads a task again, unless this version is already known. */
  readTask(id: string, change?: TaskChange): void;
  /** Whether a task, or a board of its team, is visible. */
  isShown(taskId: string, teamId: string | undefined): boolean;
  reloadBoards(teamId: string): void;
  recountBoards(teamId: string): void;
}

export interface TaskChange {
  readonly version: number;
  /** No column counts new tasks yet. */
  readonly isNew: boolean;
}

/** How a noun applies a change from elsewhere. */
export type OnChange = (change: Change, live: Live) => void;

/** Whether a query lists tasks of one of these scopes. */
export type ListsTasksOf = (key: QueryKey, scopeIds: ReadonlySet<unknown>) => boolean;

/** For keys that begin with one of these names and contain the scope's id second. */
export function listsByScope(...names: readonly string[]): ListsTasksOf {
  const knownNames = new Set<unknown>(names);
  return ([name, scopeId], scopeIds) => knownNames.has(name) && scopeIds.has(scopeId);
}
