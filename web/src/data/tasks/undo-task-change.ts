import i18next from 'i18next';
import { type Command, sendCommand } from '../../api/command.ts';
import { isProblem } from '../../lib/problem.ts';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { announce } from '../../ui/announcer.tsx';
import { dismissToast, showToast } from '../../ui/toasts.ts';
import { deliver, type Delivery } from '../outbox/deliver.ts';
import { taskEffect } from './effects.ts';
import { focusTask } from './focus-task.ts';
import { loadTask } from './queries.ts';
import { type Changed, putChanged, showNextTask } from './series.ts';
import type { TaskPatch } from './store.ts';
import { tasks, keyedQueue } from './tasks.ts';
import { type Again, rememberUndo, undo, type UndoStep } from './undo.ts';

/** How to undo a change. */
export interface Inverse {
  /** The values of the task without the change. */
  readonly patch: TaskPatch;
  /** Whether the changed fields still have the values of the change. */
  readonly isUntouched: (latest: Task) => boolean;
  readonly command: Command<Changed>;
}

const maxAttempts = 4;

/**
 * Undoes a change, unless somebody else has changed the same since; then it says so.
 * @param nextTask The next task of a series that the change had created; the message says what becomes of it.
 */
export async function undoTaskChange(
  { id, key, version }: Task,
  inverse: Inverse,
  nextTask: Task | null = null,
): Promise<void> {
  const rollback = tasks.patch(id, inverse.patch);
  const showRefusal = (detail: string) =>
    showToast({ tone: 'danger', text: i18next.t('undo.failed', { key }), detail, topic: 'undo' });
  try {
    const { command, patch, isUntouched } = inverse;
    const effects = [taskEffect(id, patch)];
    const inTurn = keyedQueue.inTurn(id);
    const delivery = await deliver({ command, version, effects, label: i18next.t('undo.done', { key }), inTurn }, () =>
      sendIfUnchanged(id, version, { isUntouched, send: (current) => sendCommand(command, current) }),
    );
    const saved = delivery.isKept ? null : delivery.reply;
    if (delivery.isKept) announce(i18next.t('undo.done', { key }));
    else if (saved) {
      putChanged(saved);
      showNextTask(saved, nextTask);
      announce(i18next.t('undo.done', { key }));
      focusTask(id);
    } else showRefusal(i18next.t('undo.changedSince'));
  } catch (error) {
    showRefusal(problemText(error));
  } finally {
    rollback();
  }
}

interface Guarded {
  readonly isUntouched: Inverse['isUntouched'];
  readonly send: (version: number) => Promise<Changed>;
}

/** Changes by others to other fields do not matter; null if they changed the same fields. */
export async function sendIfUnchanged(
  id: string,
  from: number,
  { isUntouched, send }: Guarded,
): Promise<Changed | null> {
  let version = from;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(version);
    } catch (error) {
      if (!isProblem(error, 'stale') || attempt === maxAttempts) throw error;
      const latest = await loadTask(id);
      if (!isUntouched(latest)) return null;
      version = latest.version;
    }
  }
}

/** Registers an undo step, and offers it in a toast if there is a message. */
export function offerUndo(text: string | undefined, run: UndoStep['run'], again?: Again): UndoStep {
  let toastId: number | null = null;
  const step = { run, again, withdraw: () => toastId !== null && dismissToast(toastId) };
  rememberUndo(step);
  if (text === undefined) return step;
  const action = { label: i18next.t('common.undo'), run: () => undo(step) };
  toastId = showToast({ text, action, topic: 'undo' });
  return step;
}

/** The same for a change that waits: taken back before it is sent, or undone if it was sent meanwhile. */
export function offerDrop<Reply>(
  text: string | undefined,
  delivery: Extract<Delivery<Reply>, { isKept: true }>,
  undoSent: (reply: Reply | null) => unknown,
  again?: Again,
): void {
  offerUndo(text, takeBack, again);

  async function takeBack(): Promise<void> {
    if (await delivery.drop()) return;
    const made = await delivery.made;
    if (made) await undoSent(made.reply);
  }
}
