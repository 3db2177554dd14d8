/** A way back from what was done. */
export interface UndoStep {
  readonly run: () => void;
  /** Takes the offer of this step away: it must not be taken twice. */
  readonly withdraw: () => void;
}

/** What can be taken back, newest last. */
const steps: UndoStep[] = [];
const maxSteps = 50;

export function rememberUndo(step: UndoStep): void {
  steps.push(step);
  if (steps.length > maxSteps) steps.shift();
}

/** Takes back the last step; false where there is none. */
export function undoLast(): boolean {
  const step = steps.at(-1);
  if (step) undo(step);
  return step !== undefined;
}

/** Takes a step back, however it is asked for: once. */
export function undo(step: UndoStep): void {
  const index = steps.lastIndexOf(step);
  if (index < 0) return;
  steps.splice(index, 1);
  step.withdraw();
  step.run();
}
