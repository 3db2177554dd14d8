import i18next from 'i18next';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { type Changed, putChanged, seriesText } from './series.ts';
import type { TaskPatch } from './store.ts';
import { type Inverse, offerUndo, undoTaskChange } from './undo-task-change.ts';
import { tasks, keyedQueue } from './tasks.ts';

export interface TaskMutation {
  readonly taskId: string;
  /** The optimistic values of the task. */
  readonly patch: TaskPatch;
  readonly send: () => Promise<Changed>;
  /** The message on failure: "ENG-42 could not be moved". */
  readonly failure: string;
  /** The message on success, with an undo. */
  readonly success?: string | undefined;
  readonly inverse?: (saved: Task) => Inverse;
}

/** Shows a change, sends it, then shows the server's version; on failure that is the previous one, with the reason. */
export async function mutateTask(change: TaskMutation): Promise<void> {
  const { taskId, patch, send, failure, success, inverse } = change;
  const rollback = tasks.patch(taskId, patch);
  try {
    const changed = await keyedQueue.run(taskId, send);
    const saved = putChanged(changed);
    const text = success && [success, seriesText(changed)].filter(Boolean).join(' ');
    const nextTask = changed.completedAt === null ? null : changed.next;
    if (inverse) offerUndo(text, () => void undoTaskChange(saved, inverse(saved), nextTask));
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void mutateTask(change) };
    showToast({ tone: 'danger', text: failure, detail: problemText(error), action: retry });
  } finally {
    rollback();
  }
}
