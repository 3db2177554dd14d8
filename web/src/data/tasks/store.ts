import type { Task, TaskCard } from '../../api/types.ts';
import { byRank } from './order.ts';

/** A card, with what only a task's own page tells where that was read. */
export type KnownTask = TaskCard & Partial<Omit<Task, keyof TaskCard>>;
export type TaskPatch = Partial<Omit<KnownTask, 'id' | 'version'>>;

/**
 * Every task that this browser knows, as the server last told it, under the changes that are on their way. A change
 * shows at once; when it is lifted, the truth shows through, whichever way the change went.
 */
export interface TaskStore {
  get(id: string): KnownTask | undefined;
  /** The version that the server told last; 0 for a task that it never told of. */
  versionOf(id: string): number;
  /** The tasks of a column in the order of the board, archived ones last. */
  column(teamId: string, statusId: string): readonly KnownTask[];
  /** Takes in what the server told, if it is newer than what is known. */
  put(tasks: readonly KnownTask[]): void;
  remove(id: string): void;
  /** Shows a change before the server has it. The answer lifts it again. */
  patch(id: string, patch: TaskPatch): () => void;
  /** Whether a change of it is on its way. */
  isChanging(id: string): boolean;
  clear(): void;
  subscribe(listener: () => void): () => void;
  /** Grows with every change: a cheap thing to compare. */
  revision(): number;
}

/** Whether a task is known with what lists leave out. */
export function isWhole(task: KnownTask): task is Task {
  return task.watcherIds !== undefined && task.description !== undefined && task.customFields !== undefined;
}

/**
 * A task whole, where lists told newer parts of it than what was read whole: it is of the version of that reading, so
 * that a change of what is old in it does not pass for one of the newest.
 */
export function wholeOf(task: KnownTask, read: Task | undefined): Task | undefined {
  return isWhole(task) ? task : read && { ...read, ...task, version: read.version };
}

const columnKey = (teamId: string, statusId: string) => `${teamId} ${statusId}`;

export function createTaskStore(): TaskStore {
  const truth = new Map<string, KnownTask>();
  const patches = new Map<string, readonly TaskPatch[]>();
  const visibleTasks = new Map<string, KnownTask>();
  const members = new Map<string, Set<string>>();
  const columns = new Map<string, readonly KnownTask[]>();
  const listeners = new Set<() => void>();
  let revision = 0;

  function place(task: KnownTask, isThere: boolean): void {
    const key = columnKey(task.teamId, task.statusId);
    const ids = members.get(key) ?? new Set();
    if (isThere) ids.add(task.id);
    else ids.delete(task.id);
    members.set(key, ids);
    columns.delete(key);
  }

  /** Puts the pieces of a task together anew, after one of them has changed. */
  function settle(id: string): void {
    const before = visibleTasks.get(id);
    if (before) place(before, false);
    const current = truth.get(id);
    if (!current) {
      visibleTasks.delete(id);
      return;
    }
    const after = Object.assign({}, current, ...(patches.get(id) ?? [])) as KnownTask;
    visibleTasks.set(id, after);
    place(after, true);
  }

  function notifyListeners(): void {
    revision += 1;
    for (const listener of listeners) listener();
  }

  return {
    get: (id) => visibleTasks.get(id),
    versionOf: (id) => truth.get(id)?.version ?? 0,
    column(teamId, statusId) {
      const key = columnKey(teamId, statusId);
      let column = columns.get(key);
      if (!column) {
        column = [...(members.get(key) ?? [])].flatMap((id) => visibleTasks.get(id) ?? []).toSorted(byRank);
        columns.set(key, column);
      }
      return column;
    },
    put(tasks) {
      let hasNews = false;
      for (const task of tasks) {
        const current = truth.get(task.id);
        if (current && current.version > task.version) continue;
        truth.set(task.id, current?.version === task.version ? { ...current, ...task } : task);
        settle(task.id);
        hasNews = true;
      }
      if (hasNews) notifyListeners();
    },
    remove(id) {
      truth.delete(id);
      settle(id);
      notifyListeners();
    },
    patch(id, patch) {
      patches.set(id, [...(patches.get(id) ?? []), patch]);
      settle(id);
      notifyListeners();
      return () => {
        const rest = (patches.get(id) ?? []).filter((other) => other !== patch);
        if (rest.length > 0) patches.set(id, rest);
        else patches.delete(id);
        settle(id);
        notifyListeners();
      };
    },
    isChanging: (id) => patches.has(id),
    clear() {
      for (const map of [truth, patches, visibleTasks, members, columns]) map.clear();
      notifyListeners();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    revision: () => revision,
  };
}
