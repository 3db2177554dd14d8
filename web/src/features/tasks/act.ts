import i18next from 'i18next';
import type { Task } from '../../api/types.ts';
import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import type { TaskPatch } from './store.ts';
import { tasks, turns } from './tasks.ts';
import { forgetUndo, rememberUndo } from './undo.ts';

export interface Act {
  readonly taskId: string;
  /** How the task looks at once. */
  readonly patch: TaskPatch;
  readonly send: () => Promise<Task | undefined>;
  /** Said when it failed: "ENG-42 could not be moved". */
  readonly failure: string;
  /** Said when it is done, with the way back. */
  readonly success?: string;
  readonly undo?: () => void;
}

/** Shows a change, sends it, and lets the truth show through: on failure the task is back where it was, with the reason. */
export async function act(change: Act): Promise<void> {
  const { taskId, patch, send, failure, success, undo } = change;
  const lift = tasks.patch(taskId, patch);
  try {
    const saved = await turns.run(taskId, send);
    if (saved) tasks.put([saved]);
    if (undo) offerUndo(success, undo);
  } catch (error) {
    const retry = { label: i18next.t('common.retry'), run: () => void act(change) };
    showToast({ tone: 'danger', text: failure, detail: problemText(error), action: retry });
  } finally {
    lift();
  }
}

function offerUndo(text: string | undefined, undo: () => void): void {
  rememberUndo(undo);
  if (text === undefined) return;
  const run = () => {
    forgetUndo(undo);
    undo();
  };
  showToast({ text, action: { label: i18next.t('common.undo'), run } });
}
