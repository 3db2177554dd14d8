import type { TeamId, UserId } from '../../ids.ts';
import { isElsewhere, type Subject, type TaskViewer, type ViewerState } from './subject.ts';

/** Who looks at what, on all instances, as far as this one knows. */
export interface AllViewers {
  set(instance: string, subject: Subject, userId: UserId, state: ViewerState): void;
  /** What the viewers of an instance look at. */
  subjectsOn(instance: string): Subject[];
  /** Removes the viewers of an instance. */
  forget(instance: string): void;
  subject(id: string): Subject | undefined;
  /** In the same order on every instance. */
  of(id: string): TaskViewer[];
  /** The tasks of a team that somebody looks at. */
  tasksOf(teamId: TeamId): Subject[];
}

interface Viewed {
  subject: Subject;
  /** By person, the state on each instance. */
  readonly people: Map<UserId, Map<string, ViewerState>>;
}

export function createAllViewers(): AllViewers {
  const viewed = new Map<string, Viewed>();
  const tasksByTeam = new Map<TeamId, Set<string>>();

  function addTask({ kind, id, teamId }: Subject): void {
    if (kind === 'task') tasksByTeam.set(teamId, (tasksByTeam.get(teamId) ?? new Set()).add(id));
  }

  function removeTask({ id, teamId }: Subject): void {
    const tasks = tasksByTeam.get(teamId);
    tasks?.delete(id);
    if (tasks?.size === 0) tasksByTeam.delete(teamId);
  }

  function move(entry: Viewed, subject: Subject): void {
    if (!isElsewhere(entry.subject, subject)) return;
    removeTask(entry.subject);
    entry.subject = subject;
    addTask(subject);
  }

  function setState({ people }: Viewed, instance: string, userId: UserId, state: ViewerState): void {
    const states = people.get(userId) ?? new Map<string, ViewerState>();
    if (state === 'away') states.delete(instance);
    else states.set(instance, state);
    if (states.size > 0) people.set(userId, states);
    else people.delete(userId);
  }

  function dropIfEmpty({ subject, people }: Viewed): void {
    if (people.size > 0) return;
    viewed.delete(subject.id);
    removeTask(subject);
  }

  return {
    set(instance, subject, userId, state) {
      const known = viewed.get(subject.id);
      if (!known && state === 'away') return;
      const entry = known ?? { subject, people: new Map() };
      if (known && state !== 'away') move(known, subject);
      viewed.set(subject.id, entry);
      addTask(entry.subject);
      setState(entry, instance, userId, state);
      dropIfEmpty(entry);
    },
    subjectsOn: (instance) =>
      [...viewed.values()]
        .filter(({ people }) => [...people.values()].some((states) => states.has(instance)))
        .map(({ subject }) => subject),
    forget(instance) {
      for (const entry of viewed.values()) {
        for (const userId of entry.people.keys()) setState(entry, instance, userId, 'away');
        dropIfEmpty(entry);
      }
    },
    subject: (id) => viewed.get(id)?.subject,
    of: (id) =>
      [...(viewed.get(id)?.people ?? [])]
        .map(([userId, states]) => ({ userId, isTyping: shownState(states) === 'typing' }))
        .toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
    tasksOf: (teamId) => [...(tasksByTeam.get(teamId) ?? [])].flatMap((id) => viewed.get(id)?.subject ?? []),
  };
}

/** A person can have the task open on several instances, and types in one of them. */
function shownState(states: ReadonlyMap<string, ViewerState> | undefined): ViewerState {
  if (!states || states.size === 0) return 'away';
  return [...states.values()].includes('typing') ? 'typing' : 'looking';
}
