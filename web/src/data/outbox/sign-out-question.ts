import { createQuestions } from '../../lib/use-question.ts';
import { clearOutbox, refusedChanges, waitingChanges } from './outbox.ts';

/** Asks whether changes that are not saved, as many as the question says, may be deleted. */
export const signOutQuestions = createQuestions<number, boolean>();

/** Whether the person may be signed out: their unsaved changes are deleted if they agree. */
export async function maySignOut(): Promise<boolean> {
  const count = waitingChanges.get().length + refusedChanges.get().length;
  if (count > 0 && !(await signOutQuestions.ask(count))) return false;
  await clearOutbox();
  return true;
}
