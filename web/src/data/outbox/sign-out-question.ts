import { createQuestions } from '../../lib/use-question.ts';
import { refusedChanges, waitingChanges } from './outbox.ts';

/** Asks whether changes that are not saved, as many as the question says, may be deleted. */
export const signOutQuestions = createQuestions<number, boolean>();

/** Whether the person may be signed out: if changes are not saved, they have agreed that these are deleted. */
export async function maySignOut(): Promise<boolean> {
  const count = waitingChanges.get().length + refusedChanges.get().length;
  return count === 0 || signOutQuestions.ask(count);
}
