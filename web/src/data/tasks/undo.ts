/** One step that can be undone. */
export interface UndoStep {
  readonly run: () => void;
  /** Hides the toast of this step, so that it cannot be undone twice. */
  readonly withdraw: () => void;
}

/** The steps that can be undone, newest last. */
const steps: UndoStep[] = [];
const maxSteps = 50;

export function rememberUndo(step: UndoStep): void {
  steps.push(step);
  if (steps.length > maxSteps) steps.shift();
}

/** Undoes the last step; false if there is none. */
export function undoLast(): boolean {
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
}

/** Takes back a step whose change was refused. */
export function forgetUndo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index >= 0) steps.splice(index, 1);
  step.withdraw();
}
