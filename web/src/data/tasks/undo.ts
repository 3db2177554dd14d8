import { problemText } from '../../i18n/problem-text.ts';
import { showToast } from '../../ui/toasts.ts';
import { keyedQueue } from './tasks.ts';

/** One step that can be undone. */
export interface UndoStep {
  /** Takes the change back; settles when that is done. */
  readonly run: () => Promise<unknown>;
  /** Hides the toast of this step, so that it cannot be undone twice. */
  readonly withdraw: () => void;
  /** Makes the change again, as a new one; settles when that is done. Without it, the undo can't be undone. */
  readonly again?: Again | undefined;
}

export type Again = () => Promise<unknown>;

/** The steps that can be undone, newest last. */
const steps: UndoStep[] = [];
const maxSteps = 50;
/** The changes that were undone, the last one last. A new change empties it. */
const undone: Again[] = [];
let redoingCount = 0;
/** How many undos are being sent, or wait for a change that is being sent. */
let undoingCount = 0;

export function rememberUndo(step: UndoStep): void {
  steps.push(step);
  if (steps.length > maxSteps) steps.shift();
  if (redoingCount === 0) undone.length = 0;
}

/**
 * Undoes the last step; false if there is none. A change that is being sent is undone once the server has answered; if
 * it is refused, nothing is undone.
 */
export function undoLast(): boolean {
  const step = steps.at(-1);
  const idle = keyedQueue.whenIdle();
  // While an undo is being sent or waits, the next one is for the step before it.
  const known = undoingCount > 0 ? undefined : step;
  if (idle) {
    undoingCount += 1;
    void idle.then(() => setTimeout(() => undoNewer(known)));
  } else if (step) undo(step);
  return idle !== null || step !== undefined;
}

function undoNewer(known: UndoStep | undefined): void {
  undoingCount -= 1;
  const step = steps.at(-1);
  if (step && step !== known) undo(step);
}

/** Undoes a step, at most once. */
export function undo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index < 0) return;
  steps.splice(index, 1);
  step.withdraw();
  if (step.again) undone.push(step.again);
  undoingCount += 1;
  void step
    .run()
    .catch(showFailure)
    .finally(() => {
      undoingCount -= 1;
    });
}

/**
 * Makes the change again that was undone last; false if there is none. A new change that is being sent leaves none to
 * be made again, unless it is refused.
 */
export function redoLast(): boolean {
  const idle = undoingCount + redoingCount > 0 ? null : keyedQueue.whenIdle();
  if (undone.length === 0) return false;
  if (idle) void idle.then(() => setTimeout(redo));
  else redo();
  return true;
}

function redo(): void {
  const again = undone.pop();
  if (!again) return;
  redoingCount += 1;
  void again()
    .catch(showFailure)
    .finally(() => {
      redoingCount -= 1;
    });
}

/** Of a step that shows none itself. */
function showFailure(error: unknown): void {
  showToast({ tone: 'danger', text: problemText(error), topic: 'undo' });
}

/** Takes back a step whose change was refused. */
export function forgetUndo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index >= 0) steps.splice(index, 1);
  step.withdraw();
}
