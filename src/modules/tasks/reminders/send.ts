import type { ItemFailure } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import { sendDueNotices } from './send-due-notices.ts';
import { sendReminders } from './send-reminders.ts';

export interface SentNotices {
  readonly dueSoon: number;
  readonly overdue: number;
  readonly reminders: number;
  /** What could not be sent. It is tried again later. */
  readonly failures: readonly ItemFailure[];
}

/**
 * Notifies people of what is due now. Several may run at once, and each notice is sent by one of them: what another
 * process is sending is skipped.
 */
export async function sendNotices(ctx: TasksContext): Promise<SentNotices> {
  const due = await sendDueNotices(ctx);
  const own = await sendReminders(ctx);
  return { ...due, reminders: own.reminders, failures: [...due.failures, ...own.failures] };
}
