import { keysOf } from '../../lib/keys-of.ts';

/** The events of a webhook by noun, as the server names them: `task.completed`. */
export const eventGroups = {
  task: [
    'created',
    'updated',
    'assigned',
    'unassigned',
    'collaborator-added',
    'completed',
    'reopened',
    'moved',
    'deleted',
    'restored',
  ],
  tasks: ['changed'],
  comment: ['created', 'changed', 'deleted'],
  project: ['created', 'changed', 'status-changed', 'update-posted', 'deleted', 'restored'],
  milestone: ['changed', 'deleted', 'near'],
  member: ['joined', 'left', 'role-changed'],
  team: ['created', 'changed', 'deleted', 'restored'],
  'team-member': ['changed'],
} as const;
export const eventNouns = keysOf(eventGroups);

const all = eventNouns.flatMap((noun) => eventGroups[noun].map((verb) => `${noun}.${verb}`));

/** The events that patterns such as `task.*` stand for. */
export function eventsOf(patterns: readonly string[]): ReadonlySet<string> {
  return new Set(
    all.filter(
      (event) => patterns.includes('*') || patterns.includes(event) || patterns.includes(`${event.split('.')[0]}.*`),
    ),
  );
}

export function isEvent(noun: string, verb: string): boolean {
  return all.includes(`${noun}.${verb}`);
}
