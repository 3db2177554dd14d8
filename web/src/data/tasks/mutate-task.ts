import i18next from 'i18next';
import { type Command, sendCommand } from '../../api/command.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { isSame } from '../../lib/is-same.ts';
import { Problem } from '../../lib/problem.ts';
import { showToast } from '../../ui/toasts.ts';
import { deliver, type Delivery } from '../outbox/deliver.ts';
import { type Fields, fieldsOf } from './change-task.ts';
import { taskEffect } from './effects.ts';
import { type Changed, putChanged, seriesText } from './series.ts';
import type { TaskPatch } from './store.ts';
import type { Again } from './undo.ts';
import { type Inverse, offerDrop, offerUndo, sendIfUnchanged, undoTaskChange } from './undo-task-change.ts';
import { tasks, keyedQueue } from './tasks.ts';

export interface TaskMutation {
  readonly taskId: string;
  /** The optimistic values of the task. */
  readonly patch: TaskPatch;
  /** A command waits if the server can't be reached; a function is for changes that make sense only at once. */
  readonly change: Command<Changed> | (() => Promise<Changed>);
  /** What is sent instead if the server refuses the command's body. */
  readonly fallback?: unknown;
  /** The message on failure: "ENG-42 could not be moved". */
  readonly failure: string;
  /** The message on success, with an undo. */
  readonly success?: string | undefined;
  /** What the change does, if that is not worth a message. */
  readonly label?: string;
  /** What it was made of; it is refused if others have changed the fields of this since. */
  readonly madeOf?: { readonly version: number; readonly fields: Fields };
  readonly inverse?: (saved: Task) => Inverse;
  /** Makes the change again after an undo, as a new one. */
  readonly again?: Again;
}

/** Shows a change, sends it, then shows the server's version; on failure that is the previous one, with the reason. */
export async function mutateTask(mutation: TaskMutation): Promise<void> {
  const { taskId, patch, failure, success, inverse, again } = mutation;
  const rollback = tasks.patch(taskId, patch);
  try {
    const delivery = await sendOrKeep(mutation);
    if (delivery.isKept) {
      offerDrop(success, delivery, (kept) => kept && inverse && undoTaskChange(putChanged(kept), inverse(kept)), again);
      return;
    }
    const changed = delivery.reply;
    const saved = putChanged(changed);
    const text = success && [success, seriesText(changed)].filter(Boolean).join(' ');
    const nextTask = changed.completedAt === null ? null : changed.next;
    if (inverse) offerUndo(text, () => undoTaskChange(saved, inverse(saved), nextTask), again);
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void mutateTask(mutation) };
    showToast({ tone: 'danger', text: failure, detail: problemText(error), action: retry });
  } finally {
    rollback();
  }
}

async function sendOrKeep(mutation: TaskMutation): Promise<Delivery<Changed>> {
  const { taskId, patch, change, fallback, success, label = '', madeOf } = mutation;
  const inTurn = keyedQueue.inTurn(taskId);
  if (typeof change === 'function') return { isKept: false, reply: await inTurn(change) };
  const effects = [taskEffect(taskId, patch)];
  const sent = {
    command: change,
    effects,
    label: success ?? label,
    inTurn,
    ...(fallback === undefined ? {} : { fallback }),
  };
  if (!madeOf) return deliver(sent);
  const { version, fields } = madeOf;
  const isUntouched = (latest: Task) => isSame(fieldsOf(latest, fields), fields);
  const send = (current: number) => sendCommand(change, current);
  return deliver({ ...sent, version, before: { ...fields } }, async () => {
    const reply = await sendIfUnchanged(taskId, version, { isUntouched, send });
    if (!reply) throw changedByOthers();
    return reply;
  });
}

const changedByOthers = () => new Problem({ code: 'stale', status: 412, detail: '', requestId: null });
