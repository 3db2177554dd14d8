import { useCallback, useSyncExternalStore } from 'react';
import type { TaskPresence } from '../../api/types.ts';
import { createSignal } from '../../lib/signal.ts';

/** Who looks at tasks, as far as this page was told. */
const byTask = createSignal<ReadonlyMap<string, TaskPresence>>(new Map());

/** Replaces what is known of these tasks. */
export function putPresence(...presences: readonly TaskPresence[]): void {
  const given = new Set(presences.map(({ taskId }) => taskId));
  set([...byTask.get().values()].filter(({ taskId }) => !given.has(taskId)).concat(presences));
}

/** Replaces what is known of all tasks of a team. */
export function putTeamPresence(teamId: string, presences: readonly TaskPresence[]): void {
  set([...byTask.get().values()].filter((presence) => presence.teamId !== teamId).concat(presences));
}

export function forgetPresence(taskId: string): void {
  set([...byTask.get().values()].filter((presence) => presence.taskId !== taskId));
}

function set(presences: readonly TaskPresence[]): void {
  byTask.set(new Map(presences.filter(({ total }) => total > 0).map((presence) => [presence.taskId, presence])));
}

export function usePresence(taskId: string): TaskPresence | undefined {
  const read = useCallback(() => byTask.get().get(taskId), [taskId]);
  return useSyncExternalStore(byTask.subscribe, read);
}
