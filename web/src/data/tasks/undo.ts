import { keyedQueue } from './tasks.ts';

/** One step that can be undone. */
export interface UndoStep {
  readonly run: () => void;
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

export function rememberUndo(step: UndoStep): void {
  steps.push(step);
  if (steps.length > maxSteps) steps.shift();
  if (redoingCount === 0) undone.length = 0;
}

/** Undoes the last step; false if there is none. A change that is being sent can be undone once it is answered. */
export function undoLast(): boolean {
  return afterChanges(undoLastAnswered);
}

/** Makes the change again that was undone last; false if there is none. */
export function redoLast(): boolean {
  return afterChanges(redoLastAnswered);
}

function afterChanges(run: () => boolean): boolean {
  const idle = keyedQueue.whenIdle();
  if (!idle) return run();
  // The step is remembered in the turn after the answer.
  void idle.then(() => setTimeout(run));
  return true;
}

function undoLastAnswered(): boolean {
  const step = steps.at(-1);
  if (step) undo(step);
  return step !== undefined;
}

/** Undoes a step, at most once. */
export function undo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index < 0) return;
  steps.splice(index, 1);
  step.withdraw();
  step.run();
  if (step.again) undone.push(step.again);
}

function redoLastAnswered(): boolean {
  const again = undone.pop();
  if (!again) return false;
  redoingCount += 1;
  void again().finally(() => {
    redoingCount -= 1;
  });
  return true;
}

/** Takes back a step whose change was refused. */
export function forgetUndo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index >= 0) steps.splice(index, 1);
  step.withdraw();
}
