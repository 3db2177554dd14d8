import i18next from 'i18next';
import { command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { NewReminder, Reminder, Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { valueEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/outbox.ts';
import { reminderQuery } from './queries.ts';

/** Sets the signed-in person's reminder of a task; with null it is removed. Shown at once. */
export async function setReminder({ id, key }: Pick<Task, 'id' | 'key'>, reminder: NewReminder | null): Promise<void> {
  const { queryKey } = reminderQuery(id);
  await queryClient.cancelQueries({ queryKey });
  const before = queryClient.getQueryData(queryKey);
  const shown = reminder && optimistic(id, reminder);
  queryClient.setQueryData(queryKey, shown);
  const path = '/tasks/{id}/reminder' as const;
  const effects = [valueEffect(queryKey, shown)];
  const label = i18next.t('unsent.reminder', { key });
  try {
    await keyedQueue.run(id, async () => {
      if (reminder === null) await deliver({ command: command(newId(), 'delete', path, { id }), effects, label });
      else {
        const delivery = await deliver({ command: command(newId(), 'put', path, { id }, reminder), effects, label });
        if (!delivery.isKept) queryClient.setQueryData(queryKey, delivery.reply);
      }
    });
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    showToast({ tone: 'danger', text: i18next.t('reminder.failed', { key }), detail: problemText(error) });
  }
}

const keyedQueue = createKeyedQueue();

function optimistic(taskId: string, { at, before, repeat }: NewReminder): Reminder {
  const nextAt = at ?? null;
  return { taskId, at: nextAt, before: before ?? null, repeat: repeat ?? null, nextAt, version: 0 };
}
