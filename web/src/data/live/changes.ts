import type { Change } from '../../api/stream.ts';

const ofCounts = new Set(['checklist.changed', 'attachment.changed', 'dependency.changed', 'task.counts-changed']);

/** Whether only the counts on a task's card changed: they have no version of their own. */
export function isOfCounts({ event }: Change): boolean {
  return ofCounts.has(event);
}

/** The team of which many tasks changed at once, where the change does not say which. */
export function teamOfMany({ event, kind, teamId }: Change): string | undefined {
  const isImported = kind === 'import' && event !== 'import.progressed';
  return isImported || event === 'tasks.changed' || event === 'import.chunk' ? teamId : undefined;
}

/** Whether somebody came, went or became another in an organization or a team: it changes what everyone may do and see. */
export function isOfMembership({ event }: Change): boolean {
  return /^(organization|member|team|team-member)\./.test(event);
}
