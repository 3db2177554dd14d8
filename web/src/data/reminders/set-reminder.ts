import i18next from 'i18next';
import { command } from '../../api/command.ts';
import { queryClient } from '../../api/query-client.ts';
import type { NewReminder, Reminder, Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { newId } from '../../lib/new-id.ts';
import { showToast } from '../../ui/toasts.ts';
import { showQueryEffect, valueEffect } from '../outbox/list-effect.ts';
import { deliver } from '../outbox/deliver.ts';
import { reminderQuery } from './queries.ts';

/** Sets the signed-in person's reminder of a task; with null it is removed. Shown at once. */
export async function setReminder({ id, key }: Pick<Task, 'id' | 'key'>, reminder: NewReminder | null): Promise<void> {
  const { queryKey } = reminderQuery(id);
  await queryClient.cancelQueries({ queryKey });
  const shown = reminder && optimistic(id, reminder);
  const path = '/tasks/{id}/reminder' as const;
  const effects = [valueEffect(queryKey, shown)];
  const hide = showQueryEffect(valueEffect(queryKey, shown));
  let isMade = false;
  let saved: Reminder | undefined;
  const label = i18next.t('outbox.reminder', { key });
  try {
    const isRemoved = reminder === null;
    const change = isRemoved
      ? command(newId(), 'delete', path, { id })
      : command(newId(), 'put', path, { id }, reminder);
    const inTurn = keyedQueue.inTurn(id);
    const delivery = await deliver<Reminder | undefined>({ command: change, effects, label, inTurn });
    isMade = !delivery.isKept;
    saved = delivery.isKept ? undefined : delivery.reply;
  } catch (error) {
    showToast({ tone: 'danger', text: i18next.t('reminder.failed', { key }), detail: problemText(error) });
  } finally {
    hide(isMade);
    if (saved) queryClient.setQueryData(queryKey, saved);
  }
}

const keyedQueue = createKeyedQueue();

function optimistic(taskId: string, { at, before, repeat }: NewReminder): Reminder {
  const nextAt = at ?? null;
  return { taskId, at: nextAt, before: before ?? null, repeat: repeat ?? null, nextAt, version: 0 };
}
