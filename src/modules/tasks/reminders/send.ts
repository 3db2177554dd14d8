import type { TasksContext } from '../context.ts';
import { sendDueNotices } from './send-due-notices.ts';
import { sendReminders } from './send-reminders.ts';

/**
 * Notifies people of what is due now. Several may run at once, and each notice is sent by one of them: what another
 * process is sending is skipped.
 * @returns How many notices were sent.
 */
export async function sendNotices(ctx: TasksContext): Promise<{ dueSoon: number; overdue: number; reminders: number }> {
  const { dueSoon, overdue } = await sendDueNotices(ctx);
  return { dueSoon, overdue, reminders: await sendReminders(ctx) };
}
