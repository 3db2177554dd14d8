import type { Task, TaskCard } from '../../api/types.ts';
import { byRank } from './order.ts';

/** A card, with the fields of the task's page if those were read. */
export type KnownTask = TaskCard & Partial<Omit<Task, keyof TaskCard>>;
export type TaskPatch = Partial<Omit<KnownTask, 'id' | 'version'>>;

/**
 * Every task that this browser knows: the server's last version, with our pending changes on top. A change shows at
 * once; when it is removed, the server's version shows, whether the change succeeded or not.
 */
export interface TaskStore {
  get(id: string): KnownTask | undefined;
  /** Every task, in no order. */
  all(): Iterable<KnownTask>;
  /** Every task as the server returned it last, without pending changes, in no order. */
  stored(): Iterable<KnownTask>;
  /** The last version from the server; 0 for a task that was never on the server. */
  versionOf(id: string): number;
  /** The tasks of a column in the board's order, archived ones last. */
  column(teamId: string, statusId: string): readonly KnownTask[];
  /** Stores tasks from the server, if they are newer than what is known. */
  put(tasks: readonly KnownTask[]): void;
  /** Stores values from the server that do not raise the version: pending changes of other values stay pending. */
  putValues(id: string, values: TaskPatch): void;
  /**
   * Removes a task.
   * @param version The version that its deletion created, if known. An earlier version, which was read before the
   *   deletion and arrives after it, is ignored from then on; a newer version stays: the task was restored.
   */
  remove(id: string, version?: number): void;
  /** Shows a task again that was removed and whose restoration is pending. */
  bringBack(task: KnownTask): void;
  /** Stores tasks from an earlier visit: they are unconfirmed until the server returns them, in whichever version. */
  restore(tasks: readonly KnownTask[]): void;
  /** Removes the unconfirmed tasks of a team, after its board was read; those with pending changes stay. */
  dropUnconfirmed(teamId: string): void;
  /** Whether the server has returned the task since this page began. */
  isConfirmed(id: string): boolean;
  /** Reports each change of the server's versions; without a task, it was removed. */
  onStored(listener: (id: string, task: KnownTask | undefined) => void): void;
  /** Shows a pending change; returns a function that removes it. */
  patch(id: string, patch: TaskPatch): () => void;
  /** Hides a task whose deletion is pending; returns a function that shows it again. */
  hide(id: string): () => void;
  /** Whether a change of it is pending. */
  isChanging(id: string): boolean;
  clear(): void;
  subscribe(listener: () => void): () => void;
  /** Increases with every change, for cheap comparison. */
  revision(): number;
}

/** Whether the fields that lists leave out are known. */
export function isWhole(task: KnownTask): task is Task {
  return task.watcherIds !== undefined && task.description !== undefined && task.customFields !== undefined;
}

/**
 * A complete task. If lists have returned a newer version of some fields, it keeps the version of the complete read, so
 * that a change of an older field is not taken for one of the newest version.
 */
export function wholeOf(task: KnownTask, read: Task | undefined): Task | undefined {
  return isWhole(task) ? task : read && { ...read, ...task, version: read.version };
}

const columnKey = (teamId: string, statusId: string) => `${teamId} ${statusId}`;

export function createTaskStore(): TaskStore {
  const truth = new Map<string, KnownTask>();
  const patches = new Map<string, readonly TaskPatch[]>();
  /** How many pending deletions a task has. */
  const deletions = new Map<string, number>();
  const visibleTasks = new Map<string, KnownTask>();
  const members = new Map<string, Set<string>>();
  const columns = new Map<string, readonly KnownTask[]>();
  const unconfirmed = new Set<string>();
  /** The versions that deletions have created, by task. */
  const deletedVersions = new Map<string, number>();
  const listeners = new Set<() => void>();
  const storeListeners = new Set<(id: string, task: KnownTask | undefined) => void>();
  let revision = 0;

  function setPresence(task: KnownTask, isPresent: boolean): void {
    const key = columnKey(task.teamId, task.statusId);
    const ids = members.get(key) ?? new Set();
    if (isPresent) ids.add(task.id);
    else ids.delete(task.id);
    members.set(key, ids);
    columns.delete(key);
  }

  /** Recomputes a task after one of its parts has changed. */
  function settle(id: string): void {
    const before = visibleTasks.get(id);
    if (before) setPresence(before, false);
    const current = truth.get(id);
    if (!current || deletions.has(id)) {
      visibleTasks.delete(id);
      return;
    }
    const after = Object.assign({}, current, ...(patches.get(id) ?? [])) as KnownTask;
    visibleTasks.set(id, after);
    setPresence(after, true);
  }

  function store(id: string, task: KnownTask): void {
    truth.set(id, task);
    settle(id);
    for (const listener of storeListeners) listener(id, task);
  }

  /** Whether a newer version is known than this one, so that it is ignored. */
  function isOutdated(id: string, version: number): boolean {
    const current = truth.get(id);
    return current !== undefined && current.version > version && !unconfirmed.has(id);
  }

  function put(tasks: readonly KnownTask[]): void {
    let hasNews = false;
    for (const task of tasks) {
      const { id, version } = task;
      if (isOutdated(id, version) || version <= (deletedVersions.get(id) ?? -1)) continue;
      const current = truth.get(id);
      unconfirmed.delete(id);
      store(id, current?.version === version ? { ...current, ...task } : task);
      hasNews = true;
    }
    if (hasNews) notifyListeners();
  }

  function remove(id: string): void {
    truth.delete(id);
    unconfirmed.delete(id);
    settle(id);
    for (const listener of storeListeners) listener(id, undefined);
  }

  function notifyListeners(): void {
    revision += 1;
    for (const listener of listeners) listener();
  }

  return {
    get: (id) => visibleTasks.get(id),
    all: () => visibleTasks.values(),
    stored: () => truth.values(),
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
    put,
    putValues(id, values) {
      const current = truth.get(id);
      if (!current) return;
      store(id, { ...current, ...values });
      notifyListeners();
    },
    remove(id, version) {
      if (version !== undefined) {
        if (isOutdated(id, version)) return;
        deletedVersions.set(id, version);
      }
      remove(id);
      notifyListeners();
    },
    bringBack(task) {
      deletedVersions.delete(task.id);
      put([task]);
    },
    restore(tasks) {
      for (const task of tasks) {
        truth.set(task.id, task);
        unconfirmed.add(task.id);
        settle(task.id);
      }
      notifyListeners();
    },
    dropUnconfirmed(teamId) {
      for (const id of unconfirmed) if (truth.get(id)?.teamId === teamId && !patches.has(id)) remove(id);
      notifyListeners();
    },
    isConfirmed: (id) => !unconfirmed.has(id),
    onStored: (listener) => void storeListeners.add(listener),
    patch(id, values) {
      // Two changes may have the same values: each is removed alone.
      const patch = { ...values };
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
    hide(id) {
      const count = (change: number) => {
        const deletionCount = (deletions.get(id) ?? 0) + change;
        if (deletionCount > 0) deletions.set(id, deletionCount);
        else deletions.delete(id);
        settle(id);
        notifyListeners();
      };
      count(1);
      return () => count(-1);
    },
    isChanging: (id) => patches.has(id) || deletions.has(id),
    clear() {
      for (const map of [truth, patches, deletions, visibleTasks, members, columns, unconfirmed, deletedVersions])
        map.clear();
      notifyListeners();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    revision: () => revision,
  };
}
