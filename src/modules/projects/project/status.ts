import { conflict } from '#platform/errors.ts';
import type { projectStatuses } from '../contract.ts';

export type ProjectStatus = (typeof projectStatuses)[number];

/** The allowed next statuses of each status. */
export const allowedMoves: Readonly<Record<ProjectStatus, readonly ProjectStatus[]>> = {
  planned: ['active', 'cancelled'],
  active: ['on_hold', 'completed', 'cancelled'],
  on_hold: ['active', 'cancelled'],
  completed: ['active', 'archived'],
  cancelled: ['active', 'archived'],
  archived: [],
};

/**
 * Checks a change of status; no change is allowed too.
 * @throws DomainError 409 `transition-not-allowed`.
 */
export function checkMove(before: ProjectStatus, after: ProjectStatus): void {
  if (before === after || allowedMoves[before].includes(after)) return;
  throw conflict('transition-not-allowed', `A project can’t change from ${before} to ${after}.`);
}
