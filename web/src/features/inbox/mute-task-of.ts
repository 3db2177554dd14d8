import { queryClient } from '../../api/query-client.ts';
import type { InboxRow } from '../../data/notifications/inbox-rows.ts';
import { mutedQuery, setMuted } from '../../data/notifications/mutes.ts';
import { taskQuery } from '../../data/tasks/queries.ts';
import { showToast } from '../../ui/toasts.ts';
import { problemText } from '../../i18n/problem-text.ts';

/** Mutes the task of a row, or unmutes it. */
export async function muteTaskOf({ taskId, title }: InboxRow): Promise<void> {
  if (taskId === null) return;
  try {
    const [task, isMuted] = await Promise.all([
      queryClient.ensureQueryData(taskQuery(taskId)),
      queryClient.fetchQuery(mutedQuery({ kind: 'task', id: taskId })),
    ]);
    await setMuted({ kind: 'task', id: taskId, name: task.key }, !isMuted);
  } catch (error) {
    showToast({ tone: 'danger', text: title, detail: problemText(error) });
  }
}
