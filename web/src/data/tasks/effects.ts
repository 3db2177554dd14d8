import type { Effect, EffectKind } from '../outbox/entry.ts';
import { isWhole, type KnownTask, type TaskPatch } from './store.ts';
import { type Changed, putChanged } from './series.ts';
import { loadTask } from './queries.ts';
import { tasks } from './tasks.ts';

interface Patched {
  readonly id: string;
  readonly patch: TaskPatch;
}

/** Shows other values of a task. */
export function taskEffect(id: string, patch: TaskPatch): Effect {
  return { kind: 'task', value: { id, patch } satisfies Patched };
}

export const taskKind: EffectKind = {
  show: ({ id, patch }: Patched) => tasks.patch(id, patch),
  settle: ({ id }: Patched, reply) => putReply(id, reply),
};

/** Shows a new task. */
export function newTaskEffect(task: KnownTask): Effect {
  return { kind: 'new-task', value: task };
}

export const newTaskKind: EffectKind = {
  show(task: KnownTask) {
    if (tasks.get(task.id) === undefined) tasks.put([task]);
    return () => {
      if (tasks.versionOf(task.id) === 0) tasks.remove(task.id);
    };
  },
  settle({ id }: KnownTask, reply) {
    // The server had it already, from an attempt whose reply was lost.
    if (reply === null) void loadTask(id).catch(() => tasks.remove(id));
    else putReply(id, reply);
  },
};

/** Hides a task that is being deleted. */
export function hiddenTaskEffect(id: string): Effect {
  return { kind: 'hidden-task', value: id };
}

export const hiddenTaskKind: EffectKind = {
  show: (id: string) => tasks.hide(id),
  settle: (id: string) => tasks.remove(id),
};

/** Shows a deleted task that is being restored. */
export function restoredTaskEffect(task: KnownTask): Effect {
  return { kind: 'restored-task', value: task };
}

export const restoredTaskKind: EffectKind = {
  show(task: KnownTask) {
    if (tasks.get(task.id) === undefined) tasks.bringBack(task);
    return () => {
      if (tasks.versionOf(task.id) === task.version) tasks.remove(task.id, task.version);
    };
  },
  settle: ({ id }: KnownTask, reply) => putReply(id, reply),
};

/** Replies to commands about parts of a task contain the part. */
function putReply(id: string, reply: unknown): void {
  const task = reply as Partial<Changed> | null;
  if (task?.id === id && task.version !== undefined && isWhole(task as KnownTask)) putChanged(task as Changed);
}
