import type { Change } from '../../api/stream.ts';

const ofCounts = new Set(['checklist.changed', 'attachment.changed', 'dependency.changed', 'task.counts-changed']);

/** Whether only the counts on a card changed: they do not raise its version. */
export function isOfCounts({ event }: Change): boolean {
  return ofCounts.has(event);
}

/** The team of a change of many tasks that does not name them. */
export function teamOfMany({ event, kind, teamId }: Change): string | undefined {
  const isImported = kind === 'import' && event !== 'import.progressed';
  return isImported || event === 'tasks.changed' || event === 'import.chunk' ? teamId : undefined;
}

/** Whether a membership or role changed: it affects what everyone may do and see. */
export function isOfMembership({ event }: Change): boolean {
  return /^(organization|member|team|team-member)\./.test(event);
}
